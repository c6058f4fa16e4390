package io.asyncreply.messaging.diagnostics;

import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Which RabbitMQ it is, and whether the contract holds on it.
 *
 * @param text as the broker writes it
 * @param major first number
 * @param minor second number
 */
record BrokerVersion(String text, int major, int minor) {

	private static final Pattern VERSION_FORMAT = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})(\\D.*)?", Pattern.DOTALL);

	/**
	 * Reads the version of the server's properties.
	 * @param text anything
	 * @return empty if it is not the version of a RabbitMQ
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
			return Optional.of(new Finding("RabbitMQ " + this.text
					+ " is older than 3.10: its quorum queues neither expire messages nor keep dead letters safe.",
					"Use RabbitMQ 3.10 to 4.3."));
		}
		if (!isBefore(4, 4)) {
			return Optional.of(new Finding("RabbitMQ " + this.text + " is newer than 4.3, the newest that was tried.",
					"Use RabbitMQ 3.10 to 4.3, or run ./verify against this one first."));
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
