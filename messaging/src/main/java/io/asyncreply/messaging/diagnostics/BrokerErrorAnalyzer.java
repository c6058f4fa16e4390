package io.asyncreply.messaging.diagnostics;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.asyncreply.messaging.connection.BrokerError;
import io.asyncreply.messaging.connection.ConsumerFailures.AckTimeout;
import io.asyncreply.messaging.topology.BrokerRequirements;
import org.jspecify.annotations.Nullable;

/**
 * Knows what mends each thing that the broker refuses, from the words of RabbitMQ 3.10 to
 * 4.3.
 */
final class BrokerErrorAnalyzer {

	private static final String VALUE_PATTERN = "(?:the value )?'?(.+?)'?(?: of type '\\w+')?";

	/** Which permission an operation needs, for 3.10 does not say it. */
	private static final Map<String, String> PERMISSION_BY_METHOD = Map.of("exchange.declare", "configure",
			"queue.declare", "configure", "queue.bind", "write", "basic.consume", "read", "basic.publish", "write");

	private static final String REDECLARATION_HINT = " System A declares it again within half a minute.";

	private final List<AnalysisRule> rules = List.of(new AnalysisRule("Login was refused", this::loginRefused),
			new AnalysisRule("vhost (.+) not found", this::virtualHostNotFound),
			new AnalysisRule("access to vhost '(.+)' refused for user '(.+)'", this::virtualHostAccessRefused),
			new AnalysisRule(
					"(?:(configure|write|read) )?access to (\\w+) '(.+)' in vhost '(.+)' refused for user '(.+)'",
					this::permissionMissing),
			new AnalysisRule("inequivalent arg '(.+)' for (queue|exchange) '(.+)' in vhost '(.+)': received "
					+ VALUE_PATTERN + " but current is " + VALUE_PATTERN + "$",
					BrokerErrorAnalyzer::inequivalentArgument),
			new AnalysisRule("no (queue|exchange) '(.+)' in vhost '(.+)'", BrokerErrorAnalyzer::resourceNotFound),
			new AnalysisRule("message size (\\d+) is larger than configured max size (\\d+)",
					BrokerErrorAnalyzer::messageTooLarge));

	private final String user;

	private final BrokerRequirements requirements;

	BrokerErrorAnalyzer(String user, BrokerRequirements requirements) {
		this.user = user;
		this.requirements = requirements;
	}

	/**
	 * Names the problem behind a refusal and what mends it.
	 * @param brokerError what the broker said
	 * @return in the broker's own words if they say nothing that is known here
	 */
	Finding analyze(BrokerError brokerError) {
		return this.rules.stream()
			.map((analysisRule) -> analysisRule.apply(brokerError))
			.flatMap(Optional::stream)
			.findFirst()
			.orElseGet(
					() -> new Finding("The broker refuses: " + brokerError.replyText(), "The broker's log says more."));
	}

	/**
	 * Says what to do when the broker has waited too long for an acknowledgement.
	 * @param ackTimeout what it took back
	 * @return its own limit is named if it told it
	 */
	Finding analyze(AckTimeout ackTimeout) {
		return new Finding(
				"The broker took back what was in hand from queue '" + ackTimeout.queue()
						+ "', because it was not acknowledged within the broker's consumer timeout"
						+ ((ackTimeout.timeout() != null) ? " of " + ackTimeout.timeout() : "") + ".",
				this.requirements.ackTimeoutFix());
	}

	private Finding loginRefused(Matcher match, BrokerError brokerError) {
		return new Finding("The broker refuses the login of user '" + this.user + "'.",
				"Give this system the password that the broker knows (see RABBITMQ_PASSWORD in the README), or the broker this one:"
						+ " `rabbitmqctl change_password '" + this.user + "'`, or `rabbitmqctl add_user '" + this.user
						+ "'` if it has no such user; each asks for the password. The user guest may log in only from the"
						+ " broker's own machine.");
	}

	private Finding virtualHostNotFound(Matcher match, BrokerError brokerError) {
		return new Finding("The broker has no virtual host '" + match.group(1) + "'.",
				"Make it: `rabbitmqctl add_vhost '" + match.group(1) + "'` and `" + grantCommand(match.group(1))
						+ "`, or name another one in RABBITMQ_VIRTUAL_HOST.");
	}

	private Finding virtualHostAccessRefused(Matcher match, BrokerError brokerError) {
		return new Finding("User '" + match.group(2) + "' has no permissions in virtual host '" + match.group(1) + "'.",
				"Grant them: `" + grantCommand(match.group(1)) + "`.");
	}

	private Finding permissionMissing(Matcher match, BrokerError brokerError) {
		return new Finding(
				"User '" + match.group(5) + "' lacks the permission to " + requiredPermission(match, brokerError) + " "
						+ match.group(2) + " '" + match.group(3) + "' in virtual host '" + match.group(4) + "'.",
				"Grant what this system needs: `" + grantCommand(match.group(4))
						+ "`. A user of both systems needs what the other needs too.");
	}

	/**
	 * To declare a queue takes write permission on its dead-letter exchange too.
	 */
	private static String requiredPermission(Matcher match, BrokerError brokerError) {
		@Nullable String statedPermission = match.group(1);
		if (statedPermission != null) {
			return statedPermission;
		}
		boolean deadLetters = brokerError.amqpMethod().equals("queue.declare") && match.group(2).equals("exchange");
		return deadLetters ? "write" : PERMISSION_BY_METHOD.getOrDefault(brokerError.amqpMethod(), "use");
	}

	private static Finding inequivalentArgument(Matcher match, BrokerError brokerError) {
		String name = match.group(3);
		String host = match.group(4);
		return new Finding(
				"The %s '%s' in virtual host '%s' is there with other arguments: %s is %s, but has to be %s."
					.formatted(match.group(2), name, host, match.group(1), match.group(6), match.group(5)),
				match.group(2).equals("queue")
						? ("Let it run empty (`rabbitmqctl list_queues --vhost '%s' name messages`), then delete it:"
								+ " `rabbitmqctl delete_queue --vhost '%s' '%s'`.")
							.formatted(host, host, name) + REDECLARATION_HINT
						: "Delete it in the broker's management interface or with rabbitmqadmin; its bindings go with it."
								+ REDECLARATION_HINT);
	}

	private static Finding resourceNotFound(Matcher match, BrokerError brokerError) {
		return new Finding(
				"There is no %s '%s' in virtual host '%s'.".formatted(match.group(1), match.group(2), match.group(3)),
				"Start System A with this broker and virtual host: it declares what is missing.");
	}

	private static Finding messageTooLarge(Matcher match, BrokerError brokerError) {
		return new Finding(
				"The broker takes messages of at most " + match.group(2) + " bytes, but one may have " + match.group(1)
						+ ".",
				"Set max_message_size in the broker's rabbitmq.conf to at least " + match.group(1)
						+ " (broker/limits.conf sets 8388608) and restart the broker.");
	}

	private String grantCommand(String virtualHost) {
		return this.requirements.permissions().grantCommand(this.user, virtualHost);
	}

	/**
	 * What to find when the broker's words match.
	 *
	 * @param match the words
	 * @param finding made of them
	 */
	private record AnalysisRule(Pattern match, BiFunction<Matcher, BrokerError, Finding> finding) {

		AnalysisRule(String match, BiFunction<Matcher, BrokerError, Finding> finding) {
			this(Pattern.compile(match), finding);
		}

		Optional<Finding> apply(BrokerError brokerError) {
			Matcher matcher = this.match.matcher(brokerError.replyText());
			return matcher.find() ? Optional.of(this.finding.apply(matcher, brokerError)) : Optional.empty();
		}

	}

}
