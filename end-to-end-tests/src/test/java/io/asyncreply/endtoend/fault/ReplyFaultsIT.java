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
import io.asyncreply.messages.ReplyTimings;
import io.asyncreply.messages.RequestId;
import io.asyncreply.messaging.message.AmqpMessageCodec;
import io.asyncreply.messaging.message.OutboundMessage;
import io.asyncreply.testsupport.broker.BrokerUser;
import io.asyncreply.testsupport.broker.TestBroker;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Somebody else's replies: copies, contradictions, forgeries and monsters.
 */
class ReplyFaultsIT {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static final AmqpMessageCodec SYSTEM_B = new AmqpMessageCodec("system-b", BrokerUser.SYSTEM_B.name(),
			Clock.systemUTC());

	private static SystemPair pair;

	@BeforeAll
	static void startPair() {
		pair = SystemPair.start("reply-faults", TestBroker.shared());
	}

	@AfterAll
	static void checkAndClose() {
		InvariantChecker.check(pair);
		pair.close();
	}

	@Test
	void hundredCopiesOfAReplyAreOneEnd() throws Exception {
		JsonResponse end = endOf(RequestSubmission.text("copied"));
		double before = ignored();
		publishAll(BrokerUser.SYSTEM_B, Collections.nCopies(100, succeeded(end.id(), "copied")));
		Awaitility.await().atMost(PATIENCE).until(() -> ignored() == before + 100);
		assertThat(pair.client().status(end.id()).body()).isEqualTo(end.body());
	}

	@Test
	void firstOfTwoDifferentResultsIsTheResult() throws Exception {
		pair.systemB().terminate();
		try {
			String id = pair.client().submit(RequestSubmission.text("contradicted")).id();
			double before = ignored();
			publishAll(BrokerUser.SYSTEM_B, List.of(succeeded(id, "contradicted"), succeeded(id, "no, contradicted")));
			Awaitility.await().atMost(PATIENCE).until(() -> ignored() == before + 1);
			assertThat(pair.client().awaitEnd(id).text("/result/text")).isEqualTo("contradicted");
		}
		finally {
			pair.startSystemB();
		}
	}

	@Test
	void ofCancellationAndSuccessExactlyOneWins() {
		List<CompletableFuture<JsonResponse>> calls = pair.client()
			.burst(300, (i) -> RequestSubmission.text("raced " + i))
			.stream()
			.map((call) -> call.thenCompose((accepted) -> pair.client().cancelLater(accepted.id())))
			.toList();
		assertThat(calls).allSatisfy((call) -> {
			JsonResponse answer = call.join();
			assertThat(answer.state()).isEqualTo((answer.status() == 200) ? "CANCELLED" : "SUCCEEDED");
		});
		InvariantChecker.check(pair);
	}

	@Test
	void forgedReplyIsRefusedByTheBroker() {
		JsonResponse end = endOf(RequestSubmission.text("forged"));
		assertThatExceptionOfType(IOException.class)
			.isThrownBy(() -> publishAll(BrokerUser.SYSTEM_A, List.of(succeeded(end.id(), "forged"))))
			.havingRootCause()
			.withMessageContaining("ACCESS_REFUSED");
		assertThat(pair.client().status(end.id()).body()).isEqualTo(end.body());
	}

	@Test
	void replyInTheNameOfSystemBIsRefusedByTheBroker() {
		JsonResponse end = endOf(RequestSubmission.text("borrowed name"));
		assertThatExceptionOfType(IOException.class)
			.isThrownBy(() -> publishAll(BrokerUser.ADMINISTRATOR, List.of(succeeded(end.id(), "borrowed name"))))
			.havingRootCause()
			.withMessageContaining("user_id");
	}

	@Test
	void monsterIsRefusedByTheBrokerAndTheNextReplyArrives() {
		JsonResponse end = endOf(RequestSubmission.text("monstrous"));
		assertThatExceptionOfType(IOException.class)
			.isThrownBy(
					() -> publishAll(BrokerUser.SYSTEM_B, List.of(succeeded(end.id(), "m".repeat(9 * 1024 * 1024)))))
			.havingRootCause()
			.withMessageContaining("PRECONDITION_FAILED");
		assertThat(endOf(RequestSubmission.text("after the monster")).state()).isEqualTo("SUCCEEDED");
	}

	private static JsonResponse endOf(RequestSubmission submission) {
		return pair.client().awaitEnd(pair.client().submit(submission).id());
	}

	private static double ignored() {
		return ScrapedMetrics.of(pair.systemA()).sum("asyncreply_replies_ignored_total", "reason=\"after-succeeded\"");
	}

	private static OutboundMessage succeeded(String id, String text) {
		byte[] result = ("{\"text\":\"" + text + "\"}").getBytes(StandardCharsets.UTF_8);
		return SYSTEM_B.write(new CorrelatedReply(RequestId.parse(id).orElseThrow(), 1,
				new Reply.Succeeded(RawJson.of(result), ReplyTimings.NONE)));
	}

	private static void publishAll(BrokerUser user, List<OutboundMessage> messages)
			throws IOException, TimeoutException, InterruptedException {
		try (Connection connection = pair.broker().newConnectionFactory(pair.virtualHost(), user).newConnection();
				Channel channel = connection.createChannel()) {
			channel.confirmSelect();
			for (OutboundMessage message : messages) {
				channel.basicPublish(message.exchange(), message.routingKey(), true, message.properties(),
						message.body());
			}
			channel.waitForConfirms(PATIENCE.toMillis());
		}
		catch (ShutdownSignalException ex) {
			throw new IOException(ex);
		}
	}

}
