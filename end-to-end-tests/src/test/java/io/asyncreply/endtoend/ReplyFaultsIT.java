package io.asyncreply.endtoend;

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
import io.asyncreply.messages.CorrelatedReply;
import io.asyncreply.messages.Durations;
import io.asyncreply.messages.Json;
import io.asyncreply.messages.Reply;
import io.asyncreply.messages.RequestId;
import io.asyncreply.messages.amqp.OutgoingMessage;
import io.asyncreply.messages.amqp.WireFormat;
import io.asyncreply.testsupport.BrokerUser;
import io.asyncreply.testsupport.TestBroker;
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

	private static final WireFormat SYSTEM_B = new WireFormat("system-b", BrokerUser.SYSTEM_B.name(),
			Clock.systemUTC());

	private static Pair pair;

	@BeforeAll
	static void startPair() {
		pair = Pair.start("reply-faults", TestBroker.shared());
	}

	@AfterAll
	static void checkAndClose() {
		Invariants.check(pair);
		pair.close();
	}

	@Test
	void hundredCopiesOfAReplyAreOneEnd() throws Exception {
		Answer end = endOf(Submission.text("copied"));
		double before = ignored();
		publishAll(BrokerUser.SYSTEM_B, Collections.nCopies(100, succeeded(end.id(), "copied")));
		Awaitility.await().atMost(PATIENCE).until(() -> ignored() == before + 100);
		assertThat(pair.client().status(end.id()).body()).isEqualTo(end.body());
	}

	@Test
	void firstOfTwoDifferentResultsIsTheResult() throws Exception {
		pair.systemB().terminate();
		try {
			String id = pair.client().submit(Submission.text("contradicted")).id();
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
		List<CompletableFuture<Answer>> calls = pair.client()
			.burst(300, (i) -> Submission.text("raced " + i))
			.stream()
			.map((call) -> call.thenCompose((accepted) -> pair.client().cancelLater(accepted.id())))
			.toList();
		assertThat(calls).allSatisfy((call) -> {
			Answer answer = call.join();
			assertThat(answer.state()).isEqualTo((answer.status() == 200) ? "CANCELLED" : "SUCCEEDED");
		});
		Invariants.check(pair);
	}

	@Test
	void forgedReplyIsRefusedByTheBroker() {
		Answer end = endOf(Submission.text("forged"));
		assertThatExceptionOfType(IOException.class)
			.isThrownBy(() -> publishAll(BrokerUser.SYSTEM_A, List.of(succeeded(end.id(), "forged"))))
			.havingRootCause()
			.withMessageContaining("ACCESS_REFUSED");
		assertThat(pair.client().status(end.id()).body()).isEqualTo(end.body());
	}

	@Test
	void replyInTheNameOfSystemBIsRefusedByTheBroker() {
		Answer end = endOf(Submission.text("borrowed name"));
		assertThatExceptionOfType(IOException.class)
			.isThrownBy(() -> publishAll(BrokerUser.ADMINISTRATOR, List.of(succeeded(end.id(), "borrowed name"))))
			.havingRootCause()
			.withMessageContaining("user_id");
	}

	@Test
	void monsterIsRefusedByTheBrokerAndTheNextReplyArrives() {
		Answer end = endOf(Submission.text("monstrous"));
		assertThatExceptionOfType(IOException.class)
			.isThrownBy(
					() -> publishAll(BrokerUser.SYSTEM_B, List.of(succeeded(end.id(), "m".repeat(9 * 1024 * 1024)))))
			.havingRootCause()
			.withMessageContaining("PRECONDITION_FAILED");
		assertThat(endOf(Submission.text("after the monster")).state()).isEqualTo("SUCCEEDED");
	}

	private static Answer endOf(Submission submission) {
		return pair.client().awaitEnd(pair.client().submit(submission).id());
	}

	private static double ignored() {
		return Metrics.of(pair.systemA()).sum("asyncreply_replies_ignored_total", "reason=\"after-succeeded\"");
	}

	private static OutgoingMessage succeeded(String id, String text) {
		byte[] result = ("{\"text\":\"" + text + "\"}").getBytes(StandardCharsets.UTF_8);
		return SYSTEM_B.write(new CorrelatedReply(RequestId.parse(id).orElseThrow(), 1,
				new Reply.Succeeded(Json.of(result), Durations.NONE)));
	}

	private static void publishAll(BrokerUser user, List<OutgoingMessage> messages)
			throws IOException, TimeoutException, InterruptedException {
		try (Connection connection = pair.broker().newConnectionFactory(pair.virtualHost(), user).newConnection();
				Channel channel = connection.createChannel()) {
			channel.confirmSelect();
			for (OutgoingMessage message : messages) {
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
