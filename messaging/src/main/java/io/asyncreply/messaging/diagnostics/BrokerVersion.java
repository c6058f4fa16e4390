package io.asyncreply.messaging.diagnostics;

import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Version of RabbitMQ.
 *
 * @param text version as the broker writes it
 * @param major major version
 * @param minor minor version
 */
record BrokerVersion(String text, int major, int minor) {

	private static final Pattern VERSION_FORMAT = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})(\\D.*)?", Pattern.DOTALL);

	private static final FindingIdentity IDENTITY = new FindingIdentity("version", "");

	/**
	 * Parses the version of the server properties.
	 * @param text untrusted text
	 * @return the version, or empty if the text is not a version of RabbitMQ
	 */
	static Optional<BrokerVersion> parse(String text) {
		return VERSION_FORMAT.matcher(text)
			.results()
			.findFirst()
			.filter((match) -> match.start() == 0)
			.map((match) -> new BrokerVersion(text, number(match, 1), number(match, 2)));
	}

	Optional<Finding> finding() {
		if (isBefore(3, 10)) {
			return Optional.of(new Finding(IDENTITY, "RabbitMQ " + this.text
					+ " is older than 3.10: its quorum queues neither expire messages nor support at-least-once dead-lettering.",
					"Use RabbitMQ 3.10 to 4.3."));
		}
		if (!isBefore(4, 4)) {
			return Optional
				.of(new Finding(IDENTITY, "RabbitMQ " + this.text + " is newer than 4.3, the newest tested version.",
						"Use RabbitMQ 3.10 to 4.3, or run ./verify with this version first."));
		}
		return Optional.empty();
	}

	private boolean isBefore(int otherMajor, int otherMinor) {
		return this.major < otherMajor || (this.major == otherMajor && this.minor < otherMinor);
	}

	private static int number(MatchResult match, int group) {
		return Integer.parseInt(match.group(group));
	}

}
