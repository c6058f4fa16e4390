package io.asyncreply.messaging.diagnostics;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.asyncreply.messages.AmqpNames;
import io.asyncreply.messaging.connection.BrokerError;
import io.asyncreply.messaging.connection.ConsumerFailures.AckTimeout;
import io.asyncreply.messaging.connection.ConsumerFailures.EarlyRemoval;
import io.asyncreply.messaging.topology.BrokerRequirements;
import org.jspecify.annotations.Nullable;

/**
 * Finds the fix for each error that RabbitMQ 3.10 to 4.3 reports, by patterns of its
 * reply texts.
 */
final class BrokerErrorAnalyzer {

	private static final String VALUE_PATTERN = "(?:the value )?'?(.+?)'?(?: of type '\\w+')?";

	/** Permission by AMQP method. RabbitMQ 3.10 does not name the missing permission. */
	private static final Map<String, String> PERMISSION_BY_METHOD = Map.of("exchange.declare", "configure",
			"queue.declare", "configure", "queue.bind", "write", "basic.consume", "read", "basic.publish", "write");

	private static final String REDECLARATION_HINT = " System A declares it again within 30 s.";

	private final List<AnalysisRule> rules = List.of(new AnalysisRule("Login was refused", this::loginRefused),
			new AnalysisRule("vhost (.+) not found", this::virtualHostNotFound),
			new AnalysisRule("access to vhost '(.+)' refused for user '(.+)'", this::virtualHostAccessRefused),
			new AnalysisRule(
					"(?:(configure|write|read) )?access to (\\w+) '(.+)' in vhost '(.+)' refused for user '(.+)'",
					this::permissionMissing),
			new AnalysisRule(
					"inequivalent arg '.+' for queue '" + AmqpNames.LEDGER_QUEUE + "' in vhost '(.+)': received "
							+ VALUE_PATTERN + " but current is " + VALUE_PATTERN + "$",
					BrokerErrorAnalyzer::otherLedger),
			new AnalysisRule("inequivalent arg '(.+)' for (queue|exchange) '(.+)' in vhost '(.+)': received "
					+ VALUE_PATTERN + " but current is " + VALUE_PATTERN + "$",
					BrokerErrorAnalyzer::inequivalentArgument),
			new AnalysisRule("no (queue|exchange) '(.+)' in vhost '(.+)'", BrokerErrorAnalyzer::resourceNotFound),
			new AnalysisRule("cannot declare queue '(.+)': queue limit in vhost '(.+)' \\((\\d+)\\) is reached",
					BrokerErrorAnalyzer::queueLimitReached),
			new AnalysisRule("message size (\\d+) is larger than configured max size (\\d+)",
					BrokerErrorAnalyzer::messageTooLarge));

	private final String user;

	private final BrokerRequirements requirements;

	BrokerErrorAnalyzer(String user, BrokerRequirements requirements) {
		this.user = user;
		this.requirements = requirements;
	}

	/**
	 * Finds the problem behind an error and its fix.
	 * @param brokerError error of the broker
	 * @return finding with the text of the broker if no pattern matches
	 */
	Finding analyze(BrokerError brokerError) {
		return this.rules.stream()
			.map((analysisRule) -> analysisRule.apply(brokerError))
			.flatMap(Optional::stream)
			.findFirst()
			.orElseGet(() -> new Finding(
					FindingIdentity.of(brokerError.replyCode() + " " + brokerError.amqpMethod(), brokerError),
					"The broker reports: " + brokerError.replyText(), "See the log of the broker."));
	}

	/**
	 * Explains an ack timeout.
	 * @param ackTimeout ack timeout of the broker
	 * @return finding with the timeout if the broker named it
	 */
	Finding analyze(AckTimeout ackTimeout) {
		return new Finding(new FindingIdentity("ack timeout", ackTimeout.queue()),
				"The broker returned unacked messages to queue '" + ackTimeout.queue()
						+ "', because they were not acked within the consumer timeout"
						+ ((ackTimeout.timeout() != null) ? " of " + ackTimeout.timeout() : "") + ".",
				this.requirements.ackTimeoutFix());
	}

	/**
	 * Explains why requests left their queue too early.
	 * @param earlyRemoval removal of requests before their deadline
	 * @return finding that names the keys of the policy; the broker does not name the
	 * policy itself
	 */
	Finding analyze(EarlyRemoval earlyRemoval) {
		return new Finding(new FindingIdentity("early removal", earlyRemoval.queue()),
				"The broker removed requests from queue '" + earlyRemoval.queue()
						+ "' before their deadline, because a policy with " + earlyRemoval.policyKeys()
						+ " applies to it. System A republishes them.",
				"Find the policy with `rabbitmqctl list_policies` and `rabbitmqctl list_operator_policies` (option --vhost),"
						+ " and change its pattern so that it does not match the queues of this system.");
	}

	private Finding loginRefused(Matcher match, BrokerError brokerError) {
		return new Finding(FindingIdentity.of("login", brokerError),
				"The broker rejects the login of user '" + this.user + "'.",
				"Set RABBITMQ_PASSWORD of this system to the password at the broker, or change the password at the broker:"
						+ " `rabbitmqctl change_password '" + this.user + "'`, or `rabbitmqctl add_user '" + this.user
						+ "'` if the user does not exist; each command asks for the password. The user guest can only log in from the"
						+ " machine of the broker.");
	}

	private Finding virtualHostNotFound(Matcher match, BrokerError brokerError) {
		return new Finding(FindingIdentity.of("virtual host", brokerError),
				"The broker has no virtual host '" + match.group(1) + "'.",
				"Create it: `rabbitmqctl add_vhost '" + match.group(1) + "'` and `" + grantCommand(match.group(1))
						+ "`, or set RABBITMQ_VIRTUAL_HOST to another virtual host.");
	}

	private Finding virtualHostAccessRefused(Matcher match, BrokerError brokerError) {
		return new Finding(FindingIdentity.of("virtual host access", brokerError),
				"User '" + match.group(2) + "' has no permissions in virtual host '" + match.group(1) + "'.",
				"Grant them: `" + grantCommand(match.group(1)) + "`.");
	}

	private Finding permissionMissing(Matcher match, BrokerError brokerError) {
		String permission = requiredPermission(match, brokerError);
		return new Finding(FindingIdentity.of(permission + " permission", brokerError),
				"User '" + match.group(5) + "' lacks the permission to " + permission + " " + match.group(2) + " '"
						+ match.group(3) + "' in virtual host '" + match.group(4) + "'.",
				"Grant the permissions of this system: `" + grantCommand(match.group(4))
						+ "`. A user of both systems also needs the permissions of the other system.");
	}

	/**
	 * Returns the missing permission. Declaring a queue also needs write permission on
	 * its dead-letter exchange.
	 */
	private static String requiredPermission(Matcher match, BrokerError brokerError) {
		@Nullable String statedPermission = match.group(1);
		if (statedPermission != null) {
			return statedPermission;
		}
		boolean deadLetters = brokerError.amqpMethod().equals("queue.declare") && match.group(2).equals("exchange");
		return deadLetters ? "write" : PERMISSION_BY_METHOD.getOrDefault(brokerError.amqpMethod(), "use");
	}

	private static Finding otherLedger(Matcher match, BrokerError brokerError) {
		return new Finding(FindingIdentity.of("other ledger", brokerError),
				"The virtual host '%s' belongs to the ledger %s, but the ledger of this System A is %s. It accepts and consumes nothing."
					.formatted(match.group(1), match.group(3), match.group(2)),
				("Give each ledger its own virtual host: set RABBITMQ_VIRTUAL_HOST of this System A and its workers."
						+ " If the other ledger is gone for good: `rabbitmqctl delete_queue --vhost '%s' '%s'`.")
					.formatted(match.group(1), AmqpNames.LEDGER_QUEUE) + REDECLARATION_HINT);
	}

	private static Finding inequivalentArgument(Matcher match, BrokerError brokerError) {
		String name = match.group(3);
		String host = match.group(4);
		return new Finding(FindingIdentity.of("arguments", brokerError),
				"The %s '%s' in virtual host '%s' exists with other arguments: %s is %s, but must be %s."
					.formatted(match.group(2), name, host, match.group(1), match.group(6), match.group(5)),
				match.group(2).equals("queue")
						? ("Wait until it is empty (`rabbitmqctl list_queues --vhost '%s' name messages`), then delete it:"
								+ " `rabbitmqctl delete_queue --vhost '%s' '%s'`.")
							.formatted(host, host, name) + REDECLARATION_HINT
						: "Delete it in the management interface or with rabbitmqadmin; this also deletes its bindings."
								+ REDECLARATION_HINT);
	}

	private static Finding resourceNotFound(Matcher match, BrokerError brokerError) {
		return new Finding(FindingIdentity.of("not found", brokerError),
				"The %s '%s' does not exist in virtual host '%s'.".formatted(match.group(1), match.group(2),
						match.group(3)),
				"Start System A with this broker and virtual host: it declares all exchanges and queues.");
	}

	private static Finding queueLimitReached(Matcher match, BrokerError brokerError) {
		return new Finding(FindingIdentity.of("queue limit", brokerError),
				"The broker does not declare queue '" + match.group(1) + "', because virtual host '" + match.group(2)
						+ "' has its limit of " + match.group(3) + " queues.",
				"Remove the limits of the virtual host: `rabbitmqctl clear_vhost_limits --vhost '" + match.group(2)
						+ "'`, or set a higher limit max-queues.");
	}

	private static Finding messageTooLarge(Matcher match, BrokerError brokerError) {
		return new Finding(FindingIdentity.of("message size", brokerError),
				"The broker accepts messages of at most " + match.group(2) + " bytes, but messages can have "
						+ match.group(1) + " bytes.",
				"Set max_message_size in rabbitmq.conf of the broker to at least " + match.group(1)
						+ " (broker/limits.conf sets 8388608) and restart the broker.");
	}

	private String grantCommand(String virtualHost) {
		return this.requirements.permissions().grantCommand(this.user, virtualHost);
	}

	/**
	 * Finding for reply texts that match a pattern.
	 *
	 * @param match pattern of the reply text
	 * @param finding creates the finding from the match
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
