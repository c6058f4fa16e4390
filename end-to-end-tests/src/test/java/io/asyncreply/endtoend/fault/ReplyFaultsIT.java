package io.asyncreply.endtoend.fault;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import io.asyncreply.endtoend.client.JsonResponse;
import io.asyncreply.endtoend.client.RequestSubmission;
import io.asyncreply.endtoend.harness.InvariantChecker;
import io.asyncreply.endtoend.harness.ScrapedMetrics;
import io.asyncreply.endtoend.harness.SystemPair;
import io.asyncreply.messages.CorrelatedReply;
import io.asyncreply.messages.RawJson;
import io.asyncreply.messages.Reply;
import io.asyncreply.messages.RequestId;
import io.asyncreply.messaging.message.AmqpMessageCodec;
import io.asyncreply.messaging.message.OutboundMessage;
import io.asyncreply.testsupport.broker.BrokerUser;
import io.asyncreply.testsupport.broker.TestBroker;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests duplicate, contradicting, forged and oversized replies.
 */
@Tag("extended")
class ReplyFaultsIT {

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private static final AmqpMessageCodec SYSTEM_B_CODEC = new AmqpMessageCodec("system-b", BrokerUser.SYSTEM_B.name(),
			Clock.systemUTC());

	private static SystemPair systemPair;

	@BeforeAll
	static void startPair() {
		systemPair = SystemPair.start("reply-faults", TestBroker.shared());
	}

	@AfterAll
	static void checkAndClose() {
		InvariantChecker.check(systemPair);
		systemPair.close();
	}

	@Test
	void recordsFirstOfHundredReplyCopies() throws Exception {
		JsonResponse completed = submitAndAwaitCompletion(RequestSubmission.text("copied"));
		double before = countIgnoredReplies();
		publishAll(BrokerUser.SYSTEM_B, Collections.nCopies(100, successReply(completed.id(), "copied")));
		Awaitility.await().atMost(TIMEOUT).until(() -> countIgnoredReplies() == before + 100);
		assertThat(systemPair.client().getStatus(completed.id()).body()).isEqualTo(completed.body());
	}

	@Test
	void recordsFirstOfTwoDifferentResults() throws Exception {
		systemPair.systemB().terminate();
		try {
			String id = systemPair.client().submit(RequestSubmission.text("contradicted")).id();
			double before = countIgnoredReplies();
			publishAll(BrokerUser.SYSTEM_B,
					List.of(successReply(id, "contradicted"), successReply(id, "a second result, contradicted")));
			Awaitility.await().atMost(TIMEOUT).until(() -> countIgnoredReplies() == before + 1);
			assertThat(systemPair.client().awaitCompletion(id).text("/result/text")).isEqualTo("contradicted");
		}
		finally {
			systemPair.startSystemB();
		}
	}

	@Test
	void recordsEitherCancellationOrSuccess() {
		List<CompletableFuture<JsonResponse>> calls = systemPair.client()
			.burst(300, (i) -> RequestSubmission.text("raced " + i))
			.stream()
			.map((call) -> call.thenCompose((accepted) -> systemPair.client().cancelAsync(accepted.id())))
			.toList();
		assertThat(calls).allSatisfy((call) -> {
			JsonResponse response = call.join();
			assertThat(response.state()).isEqualTo((response.status() == 200) ? "CANCELLED" : "SUCCEEDED");
		});
		InvariantChecker.check(systemPair);
	}

	@Test
	void rejectsForgedReplyAtBroker() {
		JsonResponse completed = submitAndAwaitCompletion(RequestSubmission.text("forged"));
		assertThatExceptionOfType(IOException.class)
			.isThrownBy(() -> publishAll(BrokerUser.SYSTEM_A, List.of(successReply(completed.id(), "forged"))))
			.havingRootCause()
			.withMessageContaining("ACCESS_REFUSED");
		assertThat(systemPair.client().getStatus(completed.id()).body()).isEqualTo(completed.body());
	}

	@Test
	void rejectsReplyWithForeignUserIdAtBroker() {
		JsonResponse completed = submitAndAwaitCompletion(RequestSubmission.text("foreign user id"));
		assertThatExceptionOfType(IOException.class).isThrownBy(
				() -> publishAll(BrokerUser.ADMINISTRATOR, List.of(successReply(completed.id(), "foreign user id"))))
			.havingRootCause()
			.withMessageContaining("user_id");
	}

	@Test
	void rejectsOversizedReplyAtBrokerAndRecordsTheNext() {
		JsonResponse completed = submitAndAwaitCompletion(RequestSubmission.text("oversized"));
		assertThatExceptionOfType(IOException.class)
			.isThrownBy(() -> publishAll(BrokerUser.SYSTEM_B,
					List.of(successReply(completed.id(), "m".repeat(9 * 1024 * 1024)))))
			.havingRootCause()
			.withMessageContaining("PRECONDITION_FAILED");
		assertThat(submitAndAwaitCompletion(RequestSubmission.text("after the oversized reply")).state())
			.isEqualTo("SUCCEEDED");
	}

	private static JsonResponse submitAndAwaitCompletion(RequestSubmission requestSubmission) {
		return systemPair.client().awaitCompletion(systemPair.client().submit(requestSubmission).id());
	}

	private static double countIgnoredReplies() {
		return ScrapedMetrics.of(systemPair.systemA())
			.sum("asyncreply_replies_ignored_total", "reason=\"after-succeeded\"");
	}

	private static OutboundMessage successReply(String id, String text) {
		byte[] result = ("{\"text\":\"" + text + "\"}").getBytes(StandardCharsets.UTF_8);
		return SYSTEM_B_CODEC.encode(new CorrelatedReply(RequestId.parse(id).orElseThrow(), 1,
				new Reply.Succeeded(RawJson.of(result), Reply.Timings.NONE)));
	}

	private static void publishAll(BrokerUser user, List<OutboundMessage> messages)
			throws IOException, TimeoutException, InterruptedException {
		try (Connection connection = systemPair.broker()
			.newConnectionFactory(systemPair.virtualHost(), user)
			.newConnection(); Channel channel = connection.createChannel()) {
			channel.confirmSelect();
			for (OutboundMessage message : messages) {
				channel.basicPublish(message.exchange(), message.routingKey(), true, message.properties(),
						message.body());
			}
			channel.waitForConfirms(TIMEOUT.toMillis());
		}
		catch (ShutdownSignalException ex) {
			throw new IOException(ex);
		}
	}

}
