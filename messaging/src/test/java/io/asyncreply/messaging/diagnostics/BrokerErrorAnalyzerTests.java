package io.asyncreply.messaging.diagnostics;

import java.util.List;
import java.util.stream.Stream;

import io.asyncreply.messaging.connection.BrokerError;
import io.asyncreply.messaging.connection.ConsumerFailures.AckTimeout;
import io.asyncreply.messaging.topology.BrokerPermissions;
import io.asyncreply.messaging.topology.BrokerRequirements;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests with reply texts of RabbitMQ 3.10.8 and 4.3.6.
 */
class BrokerErrorAnalyzerTests {

	private static final String GRANT = "rabbitmqctl set_permissions --vhost '/' 'sysb' '^amq\\.gen-.*$'";

	private final BrokerErrorAnalyzer brokerErrorAnalyzer = new BrokerErrorAnalyzer("sysb", new BrokerRequirements(
			List.of(), List.of(), List.of(), BrokerPermissions.SYSTEM_B, "Raise consumer_timeout."));

	static Stream<Arguments> words() {
		String vhost = " in vhost '/'";
		String refused = vhost + " refused for user 'sysb'";
		String many = " for queue 'q.many'" + vhost + ": ";
		return Stream.of(
				errorText("",
						"ACCESS_REFUSED - Login was refused using authentication mechanism PLAIN. For details see the"
								+ " broker logfile.",
						"login of user 'sysb'", "rabbitmqctl change_password 'sysb'"),
				errorText("", "NOT_ALLOWED - vhost nowhere not found", "no virtual host 'nowhere'",
						"rabbitmqctl add_vhost 'nowhere'"),
				errorText("", "NOT_ALLOWED - access to vhost '/' refused for user 'sysb'",
						"User 'sysb' has no permissions in virtual host '/'", GRANT),
				errorText("exchange.declare", "ACCESS_REFUSED - access to exchange 'e.new'" + refused,
						"lacks the permission to configure exchange 'e.new'", GRANT),
				errorText("queue.declare", "ACCESS_REFUSED - access to queue 'q.new'" + refused,
						"lacks the permission to configure queue 'q.new'", GRANT),
				errorText("queue.declare", "ACCESS_REFUSED - access to exchange 'dlx'" + refused,
						"lacks the permission to write exchange 'dlx'", GRANT),
				errorText("basic.publish", "ACCESS_REFUSED - access to exchange 'e.fan'" + refused,
						"lacks the permission to write exchange 'e.fan'", GRANT),
				errorText("basic.consume", "ACCESS_REFUSED - access to queue 'q.many'" + refused,
						"lacks the permission to read queue 'q.many'", GRANT),
				errorText("queue.bind", "ACCESS_REFUSED - access to queue 'q.many'" + refused,
						"lacks the permission to write queue 'q.many'", GRANT),
				errorText("queue.declare", "ACCESS_REFUSED - write access to exchange 'dlx'" + refused,
						"lacks the permission to write exchange 'dlx'", GRANT),
				errorText("queue.declare", "ACCESS_REFUSED - configure access to queue 'q.many'" + refused,
						"lacks the permission to configure queue 'q.many'", GRANT),
				errorText("queue.declare",
						"PRECONDITION_FAILED - inequivalent arg 'x-max-length'" + many
								+ "received '100000' but current is '1'",
						"The queue 'q.many' in virtual host '/' exists with other arguments: x-max-length is 1, but must be"
								+ " 100000.",
						"rabbitmqctl delete_queue --vhost '/' 'q.many'"),
				errorText("queue.declare",
						"PRECONDITION_FAILED - inequivalent arg 'x-delivery-limit'" + many
								+ "received the value '20' of type 'signedint' but current is none",
						"x-delivery-limit is none, but must be 20.", "delete_queue"),
				errorText("queue.declare",
						"PRECONDITION_FAILED - inequivalent arg 'x-message-ttl'" + many
								+ "received none but current is the value '5000' of type 'signedint'",
						"x-message-ttl is 5000, but must be none.", "delete_queue"),
				errorText("queue.declare",
						"PRECONDITION_FAILED - inequivalent arg 'x-queue-type'" + many
								+ "received 'quorum' but current is 'classic'",
						"x-queue-type is classic, but must be quorum.", "delete_queue"),
				errorText("queue.declare",
						"PRECONDITION_FAILED - inequivalent arg 'x-dead-letter-routing-key' for queue 'asyncreply.ledger'"
								+ vhost
								+ ": received the value 'aaaa' of type 'longstr' but current is the value 'bbbb' of type 'longstr'",
						"The virtual host '/' belongs to the ledger bbbb, but the ledger of this System A is aaaa.",
						"rabbitmqctl delete_queue --vhost '/' 'asyncreply.ledger'"),
				errorText("exchange.declare",
						"PRECONDITION_FAILED - inequivalent arg 'type' for exchange 'e.fan'" + vhost
								+ ": received 'direct' but current is 'fanout'",
						"The exchange 'e.fan' in virtual host '/' exists with other arguments: type is fanout, but must be"
								+ " direct.",
						"management interface"),
				errorText("queue.declare", "NOT_FOUND - no queue 'no.queue'" + vhost,
						"The queue 'no.queue' does not exist", "Start System A"),
				errorText("basic.publish", "NOT_FOUND - no exchange 'no.exchange'" + vhost,
						"The exchange 'no.exchange' does not exist", "Start System A"),
				errorText("basic.publish",
						"PRECONDITION_FAILED - message size 9000000 is larger than configured max size 8388608",
						"at most 8388608 bytes, but messages can have 9000000 bytes", "max_message_size"),
				errorText("queue.declare",
						"RESOURCE_LOCKED - cannot obtain exclusive access to locked queue 'q.ex'" + vhost,
						"The broker reports: RESOURCE_LOCKED - cannot obtain", "log of the broker"));
	}

	@ParameterizedTest
	@MethodSource("words")
	void namesProblemAndFixOfBrokerError(BrokerError brokerError, String problem, String fix) {
		assertThat(this.brokerErrorAnalyzer.analyze(brokerError)).satisfies((finding) -> {
			assertThat(finding.problem()).contains(problem);
			assertThat(finding.fix()).contains(fix);
		});
	}

	/** The texts differ as those of two attempts, and as those of two queues. */
	@ParameterizedTest
	@ValueSource(strings = { "ACCESS_REFUSED - access to queue 'NAME' in vhost '/' refused for user 'sysb'",
			"PRECONDITION_FAILED - cannot declare queue 'NAME': queue limit in vhost '/' (0) is reached",
			"INTERNAL_ERROR - the broker cannot do it for 'NAME', process <0.ATTEMPT.0>" })
	void identifiesErrorWithoutGeneratedNames(String text) {
		assertThat(identity(text, "amq.gen-JzTY20BRgKO-HjmUJj0wLg", "71")).isEqualTo(identity(text, "amq.gen-x", "99"));
		assertThat(identity(text, "requests.x", "71")).isEqualTo(identity(text, "requests.x", "99"))
			.isNotEqualTo(identity(text, "requests.y", "71"));
	}

	private FindingIdentity identity(String text, String name, String attempt) {
		return this.brokerErrorAnalyzer
			.analyze(new BrokerError(406, text.replace("NAME", name).replace("ATTEMPT", attempt), "queue.declare"))
			.identity();
	}

	@Test
	void namesConsumerTimeoutWithValueOfBroker() {
		assertThat(AckTimeout
			.parse("requests.x", "PRECONDITION_FAILED - delivery acknowledgement on channel 1 timed out. Timeout value"
					+ " used: 5000 ms. This timeout value can be configured, see consumers doc guide to learn more")
			.map(this.brokerErrorAnalyzer::analyze)).hasValueSatisfying((finding) -> {
				assertThat(finding.problem()).contains("'requests.x'", "consumer timeout of 5000 ms.");
				assertThat(finding.fix()).isEqualTo("Raise consumer_timeout.");
			});
		assertThat(AckTimeout.parse("requests.x", "NOT_FOUND - no queue 'requests.x' in vhost '/'")).isEmpty();
	}

	private static Arguments errorText(String operation, String text, String problem, String fix) {
		return Arguments.of(new BrokerError(0, text, operation), problem, fix);
	}

}
