package io.asyncreply.systema;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.GetResponse;
import io.asyncreply.messages.Problem;
import io.asyncreply.messages.Reply;
import io.asyncreply.messages.RequestId;
import io.asyncreply.messaging.message.OutboundMessage;
import io.asyncreply.messaging.tracing.TraceParent;
import io.asyncreply.systema.ledger.model.RequestState;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Requests from the ledger to the broker, and replies from the broker to the ledger.
 */
class BrokerRoundTripIT {

	private static final Duration LONG = Duration.ofMinutes(10);

	@TempDir
	static Path folder;

	private static SystemAWithBroker systemA;

	@BeforeAll
	static void start() throws Exception {
		systemA = new SystemAWithBroker(folder);
	}

	@AfterAll
	static void stop() throws Exception {
		systemA.close();
	}

	@Test
	void publishesAcceptedRequestAndMarksItQueued() {
		RequestId id = systemA.submit(LONG);
		systemA.awaitState(id, RequestState.QUEUED);
		GetResponse request = consume(id);
		assertThat(request.getBody()).asString(StandardCharsets.UTF_8).isEqualTo("{\"text\":\"hello\"}");
		assertThat(request.getProps()).returns("text.process", BasicProperties::getType)
			.returns("system-a", BasicProperties::getUserId)
			.satisfies((properties) -> assertThat(properties.getHeaders()).containsEntry("attempt", 1));
	}

	@Test
	void recordsFirstReplyAndIgnoresDuplicates() {
		RequestId id = systemA.submit(LONG);
		consume(id);
		double before = systemA.count("asyncreply.replies.ignored", "reason", "after-succeeded");
		OutboundMessage reply = systemA.reply(id, 1, SystemAWithBroker.SUCCESS);
		for (int i = 0; i < 20; i++) {
			systemA.publish(reply);
		}
		systemA.publish(systemA.reply(id, 1, failure(false)));
		systemA.awaitState(id, RequestState.SUCCEEDED);
		await().atMost(Duration.ofSeconds(30))
			.untilAsserted(
					() -> assertThat(systemA.count("asyncreply.replies.ignored", "reason", "after-succeeded") - before)
						.isEqualTo(20));
		assertThat(systemA.find(id)).returns(RequestState.SUCCEEDED, (stored) -> stored.state())
			.returns("{\"text\":\"done\"}", (stored) -> String.valueOf(stored.result()));
		await().atMost(Duration.ofSeconds(30)).until(() -> systemA.countMessages("replies") == 0);
	}

	@Test
	void retriesRetryableFailureAsNextAttempt() {
		RequestId id = systemA.submit(LONG);
		consume(id);
		systemA.publish(systemA.reply(id, 1, failure(true)));
		assertThat(consume(id).getProps().getHeaders()).containsEntry("attempt", 2);
		systemA.publish(systemA.reply(id, 1, failure(false)));
		systemA.publish(systemA.reply(id, 2, SystemAWithBroker.SUCCESS));
		systemA.awaitState(id, RequestState.SUCCEEDED);
		assertThat(systemA.find(id).attempt()).isEqualTo(2);
	}

	@Test
	void failsAfterLastAttempt() {
		RequestId id = systemA.submit(LONG);
		for (int attempt = 1; attempt <= 5; attempt++) {
			assertThat(consume(id).getProps().getHeaders()).containsEntry("attempt", attempt);
			systemA.publish(systemA.reply(id, attempt, failure(true)));
		}
		systemA.awaitState(id, RequestState.FAILED);
		assertThat(systemA.find(id)).returns(5, (stored) -> stored.attempt())
			.satisfies((stored) -> assertThat(stored.error()).asString().contains("urn:asyncreply:problem:broken"));
	}

	@Test
	void carriesTraceThroughEveryAttempt() {
		RequestId id = systemA.submit(LONG);
		assertThat(SystemAWithBroker.trace(consume(id))).isEqualTo(SystemAWithBroker.TRACE);
		systemA.publish(systemA.reply(id, 1, failure(true)));
		assertThat(SystemAWithBroker.trace(consume(id))).isEqualTo(SystemAWithBroker.TRACE);
		systemA.publish(systemA.reply(id, 2, SystemAWithBroker.SUCCESS));
		systemA.awaitState(id, RequestState.SUCCEEDED);
	}

	@Test
	void recordsReplyWithInvalidTrace() {
		RequestId id = systemA.submit(LONG);
		consume(id);
		systemA.publish(systemA.reply(id, 1, SystemAWithBroker.SUCCESS).withTraceParent(new TraceParent("garbage")));
		systemA.awaitState(id, RequestState.SUCCEEDED);
	}

	private static List<OutboundMessage> unattributableMessages() {
		OutboundMessage good = systemA.reply(RequestId.generate(Clock.systemUTC()), 1, SystemAWithBroker.SUCCESS);
		return List.of(good, withProperties(good, good.properties().builder().userId(null).build(), good.body()),
				withProperties(good, good.properties().builder().contentType("garbage").build(), good.body()),
				withProperties(good, good.properties().builder().type("unknown").build(), good.body()),
				withProperties(good, good.properties().builder().correlationId("x").messageId("x").build(),
						good.body()),
				withProperties(good, good.properties().builder().correlationId(null).build(), good.body()),
				withProperties(good, good.properties(), new byte[0]),
				withProperties(good, good.properties(), "{\"result\":".getBytes(StandardCharsets.UTF_8)),
				withProperties(good, good.properties(), new byte[3 * 1024 * 1024]));
	}

	@Test
	void parksUnattributableMessagesAndReadsTheNext() {
		RequestId id = systemA.submit(LONG);
		consume(id);
		long before = systemA.countReady("parking");
		List<OutboundMessage> messages = unattributableMessages();
		messages.forEach(systemA::publish);
		systemA.publish(systemA.reply(id, 1, SystemAWithBroker.SUCCESS));
		systemA.awaitState(id, RequestState.SUCCEEDED);
		await().atMost(Duration.ofSeconds(30))
			.untilAsserted(() -> assertThat(systemA.countReady("parking") - before).isEqualTo(messages.size()));
		await().atMost(Duration.ofSeconds(30)).until(() -> systemA.countMessages("replies") == 0);
	}

	static Stream<Arguments> failsAttemptWithUnusableReply() {
		return Stream.of(arguments("body", changed((properties) -> properties, "{\"result\":")),
				arguments("result", changed((properties) -> properties, "{\"result\":{\"text\":1}}")),
				arguments("operation",
						changed(BrokerRoundTripIT::ofOtherOperation, "{\"result\":{\"words\":1,\"distinct\":1}}")),
				arguments("operation", changed((properties) -> ofOtherOperation(properties).type("failed"),
						"{\"error\":{\"type\":\"urn:x\",\"title\":\"x\"}}")));
	}

	@ParameterizedTest
	@MethodSource
	void failsAttemptWithUnusableReply(String reason, UnaryOperator<OutboundMessage> change) {
		RequestId id = systemA.submit(LONG);
		consume(id);
		double invalid = systemA.count("asyncreply.replies.invalid", "reason", reason);
		double parked = systemA.count("asyncreply.messages.parked", "reason", reason);
		systemA.publish(change.apply(systemA.reply(id, 1, SystemAWithBroker.SUCCESS)));
		assertThat(consume(id).getProps().getHeaders()).containsEntry("attempt", 2);
		assertThat(systemA.find(id).error()).asString().contains("urn:asyncreply:problem:invalid-message");
		assertThat(systemA.count("asyncreply.replies.invalid", "reason", reason) - invalid).isOne();
		await().untilAsserted(
				() -> assertThat(systemA.count("asyncreply.messages.parked", "reason", reason) - parked).isOne());
		systemA.publish(systemA.reply(id, 2, SystemAWithBroker.SUCCESS));
		systemA.awaitState(id, RequestState.SUCCEEDED);
	}

	private static BasicProperties.Builder ofOtherOperation(BasicProperties.Builder properties) {
		return properties.headers(Map.of("attempt", 1, "operation", "text.word-count"));
	}

	private static UnaryOperator<OutboundMessage> changed(UnaryOperator<BasicProperties.Builder> properties,
			String body) {
		return (message) -> new OutboundMessage(message.exchange(), message.routingKey(),
				properties.apply(message.properties().builder()).build(), body.getBytes(StandardCharsets.UTF_8));
	}

	@Test
	void redeclaresDeletedQueueAndPublishes() {
		systemA.onChannel((channel) -> channel.queueDelete(SystemAWithBroker.QUEUE));
		RequestId id = systemA.submit(LONG);
		consume(id);
		systemA.publish(systemA.reply(id, 1, SystemAWithBroker.SUCCESS));
		systemA.awaitState(id, RequestState.SUCCEEDED);
	}

	@Test
	void redeclaresDeletedReplyQueueAndConsumes() {
		RequestId id = systemA.submit(LONG);
		consume(id);
		systemA.onChannel((channel) -> channel.queueDelete("replies"));
		await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> systemA.countConsumers("replies") == 1);
		systemA.publish(systemA.reply(id, 1, SystemAWithBroker.SUCCESS));
		systemA.awaitState(id, RequestState.SUCCEEDED);
	}

	private static GetResponse consume(RequestId id) {
		return systemA.consume(id);
	}

	private static Reply failure(boolean retryable) {
		return new Reply.Failed(Problem.of("broken", "Broken", "It is broken."), retryable, Reply.Timings.NONE);
	}

	private static OutboundMessage withProperties(OutboundMessage message, BasicProperties properties, byte[] body) {
		return new OutboundMessage(message.exchange(), message.routingKey(),
				properties.builder().headers(Map.of("attempt", 1)).build(), body);
	}

}
