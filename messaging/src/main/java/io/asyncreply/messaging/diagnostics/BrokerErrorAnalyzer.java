package io.asyncreply.messaging.diagnostics;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.asyncreply.messaging.connection.AckTimeout;
import io.asyncreply.messaging.connection.BrokerError;
import io.asyncreply.messaging.topology.BrokerRequirements;
import org.jspecify.annotations.Nullable;

/**
 * Knows what mends each thing that the broker refuses, from the words of RabbitMQ 3.10 to
 * 4.3.
 */
final class BrokerErrorAnalyzer {

	private static final String VALUE = "(?:the value )?'?(.+?)'?(?: of type '\\w+')?";

	/** Which permission an operation needs, for 3.10 does not say it. */
	private static final Map<String, String> PERMISSIONS = Map.of("exchange.declare", "configure", "queue.declare",
			"configure", "queue.bind", "write", "basic.consume", "read", "basic.publish", "write");

	private static final String AGAIN = " System A declares it again within half a minute.";

	private final List<AnalysisRule> rules = List.of(new AnalysisRule("Login was refused", this::login),
			new AnalysisRule("vhost (.+) not found", this::virtualHostMissing),
			new AnalysisRule("access to vhost '(.+)' refused for user '(.+)'", this::virtualHostClosed),
			new AnalysisRule(
					"(?:(configure|write|read) )?access to (\\w+) '(.+)' in vhost '(.+)' refused for user '(.+)'",
					this::notPermitted),
			new AnalysisRule("inequivalent arg '(.+)' for (queue|exchange) '(.+)' in vhost '(.+)': received " + VALUE
					+ " but current is " + VALUE + "$", BrokerErrorAnalyzer::different),
			new AnalysisRule("no (queue|exchange) '(.+)' in vhost '(.+)'", BrokerErrorAnalyzer::missing),
			new AnalysisRule("message size (\\d+) is larger than configured max size (\\d+)",
					BrokerErrorAnalyzer::tooLarge));

	private final String user;

	private final BrokerRequirements needs;

	BrokerErrorAnalyzer(String user, BrokerRequirements needs) {
		this.user = user;
		this.needs = needs;
	}

	/**
	 * Names the problem behind a refusal and what mends it.
	 * @param refusal what the broker said
	 * @return in the broker's own words if they say nothing that is known here
	 */
	Finding remedy(BrokerError refusal) {
		return this.rules.stream()
			.map((rule) -> rule.apply(refusal))
			.flatMap(Optional::stream)
			.findFirst()
			.orElseGet(() -> new Finding("The broker refuses: " + refusal.text(), "The broker's log says more."));
	}

	/**
	 * Says what to do when the broker has waited too long for an acknowledgement.
	 * @param overdue what it took back
	 * @return its own limit is named if it told it
	 */
	Finding remedy(AckTimeout overdue) {
		return new Finding(
				"The broker took back what was in hand from queue '" + overdue.queue()
						+ "', because it was not acknowledged within the broker's consumer timeout"
						+ ((overdue.timeout() != null) ? " of " + overdue.timeout() : "") + ".",
				this.needs.onOverdue());
	}

	private Finding login(Matcher words, BrokerError refusal) {
		return new Finding("The broker refuses the login of user '" + this.user + "'.",
				"Give this system the password that the broker knows (see RABBITMQ_PASSWORD in the README), or the broker this one:"
						+ " `rabbitmqctl change_password '" + this.user + "'`, or `rabbitmqctl add_user '" + this.user
						+ "'` if it has no such user; each asks for the password. The user guest may log in only from the"
						+ " broker's own machine.");
	}

	private Finding virtualHostMissing(Matcher words, BrokerError refusal) {
		return new Finding("The broker has no virtual host '" + words.group(1) + "'.",
				"Make it: `rabbitmqctl add_vhost '" + words.group(1) + "'` and `" + grant(words.group(1))
						+ "`, or name another one in RABBITMQ_VIRTUAL_HOST.");
	}

	private Finding virtualHostClosed(Matcher words, BrokerError refusal) {
		return new Finding("User '" + words.group(2) + "' has no permissions in virtual host '" + words.group(1) + "'.",
				"Grant them: `" + grant(words.group(1)) + "`.");
	}

	private Finding notPermitted(Matcher words, BrokerError refusal) {
		return new Finding(
				"User '" + words.group(5) + "' lacks the permission to " + permission(words, refusal) + " "
						+ words.group(2) + " '" + words.group(3) + "' in virtual host '" + words.group(4) + "'.",
				"Grant what this system needs: `" + grant(words.group(4))
						+ "`. A user of both systems needs what the other needs too.");
	}

	/**
	 * To declare a queue takes write permission on its dead-letter exchange too.
	 */
	private static String permission(Matcher words, BrokerError refusal) {
		@Nullable String told = words.group(1);
		if (told != null) {
			return told;
		}
		boolean deadLetters = refusal.operation().equals("queue.declare") && words.group(2).equals("exchange");
		return deadLetters ? "write" : PERMISSIONS.getOrDefault(refusal.operation(), "use");
	}

	private static Finding different(Matcher words, BrokerError refusal) {
		String name = words.group(3);
		String host = words.group(4);
		return new Finding(
				"The %s '%s' in virtual host '%s' is there with other arguments: %s is %s, but has to be %s."
					.formatted(words.group(2), name, host, words.group(1), words.group(6), words.group(5)),
				words.group(2).equals("queue")
						? ("Let it run empty (`rabbitmqctl list_queues --vhost '%s' name messages`), then delete it:"
								+ " `rabbitmqctl delete_queue --vhost '%s' '%s'`.")
							.formatted(host, host, name) + AGAIN
						: "Delete it in the broker's management interface or with rabbitmqadmin; its bindings go with it."
								+ AGAIN);
	}

	private static Finding missing(Matcher words, BrokerError refusal) {
		return new Finding(
				"There is no %s '%s' in virtual host '%s'.".formatted(words.group(1), words.group(2), words.group(3)),
				"Start System A with this broker and virtual host: it declares what is missing.");
	}

	private static Finding tooLarge(Matcher words, BrokerError refusal) {
		return new Finding(
				"The broker takes messages of at most " + words.group(2) + " bytes, but one may have " + words.group(1)
						+ ".",
				"Set max_message_size in the broker's rabbitmq.conf to at least " + words.group(1)
						+ " (broker/limits.conf sets 8388608) and restart the broker.");
	}

	private String grant(String virtualHost) {
		return this.needs.permissions().grant(this.user, virtualHost);
	}

	/**
	 * What to find when the broker's words match.
	 *
	 * @param words the words
	 * @param finding made of them
	 */
	private record AnalysisRule(Pattern words, BiFunction<Matcher, BrokerError, Finding> finding) {

		AnalysisRule(String words, BiFunction<Matcher, BrokerError, Finding> finding) {
			this(Pattern.compile(words), finding);
		}

		Optional<Finding> apply(BrokerError refusal) {
			Matcher matcher = this.words.matcher(refusal.text());
			return matcher.find() ? Optional.of(this.finding.apply(matcher, refusal)) : Optional.empty();
		}

	}

}
