package io.asyncreply.systema;

import java.nio.file.Path;
import java.time.Duration;

import com.rabbitmq.client.GetResponse;
import io.asyncreply.messages.Lane;
import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.ledger.model.RequestState;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Requests that the broker gives back: expired, returned too often, or rejected.
 */
class DeadLetterIT {

	private static final String SUSPECT_QUEUE = SystemAWithBroker.QUEUE + ".suspect";

	private static final Duration LONG = Duration.ofMinutes(10);

	private static SystemAWithBroker systemA;

	@BeforeAll
	static void start(@TempDir Path folder) throws Exception {
		systemA = new SystemAWithBroker(folder);
	}

	@AfterAll
	static void stop() throws Exception {
		systemA.close();
	}

	@Test
	void expiresUnconsumedRequestAndLeavesNothingQueued() {
		RequestId id = systemA.submit(Duration.ofSeconds(1));
		systemA.awaitState(id, RequestState.EXPIRED);
		await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
			assertThat(systemA.countMessages(SystemAWithBroker.QUEUE)).isZero();
			assertThat(systemA.countMessages("dead-letters")).isZero();
		});
		systemA.publish(systemA.reply(id, 1, SystemAWithBroker.SUCCESS));
		await().atMost(Duration.ofSeconds(30))
			.until(() -> systemA.count("asyncreply.replies.ignored", "reason", "after-expired") == 1);
		assertThat(systemA.find(id).state()).isEqualTo(RequestState.EXPIRED);
	}

	@Test
	void movesToSuspectQueueAfterDeliveryLimitAndFailsThere() {
		RequestId id = systemA.submit(LONG);
		systemA.awaitHeartbeat(SystemAWithBroker.QUEUE);
		returnUntilDeliveryLimit(SystemAWithBroker.QUEUE);
		await().atMost(Duration.ofSeconds(30)).until(() -> systemA.countReady(SUSPECT_QUEUE) == 1);
		assertThat(systemA.find(id).state().isEnded()).isFalse();
		systemA.awaitHeartbeat(SUSPECT_QUEUE);
		returnUntilDeliveryLimit(SUSPECT_QUEUE);
		systemA.awaitState(id, RequestState.FAILED);
		assertThat(systemA.find(id).error()).asString().contains("urn:asyncreply:problem:worker-crashed");
		await().atMost(Duration.ofSeconds(30)).until(() -> systemA.countMessages("dead-letters") == 0);
	}

	@Test
	void countsNoReturnWithoutWorker() {
		RequestId id = systemA.submit(LONG);
		try {
			await().atMost(Duration.ofSeconds(30)).until(() -> systemA.find(id).times().sentAt() != null);
			returnUntilDeliveryLimit(SystemAWithBroker.QUEUE);
			await().atMost(Duration.ofSeconds(30)).until(() -> systemA.countReady(SystemAWithBroker.QUEUE) == 1);
			systemA.awaitHeartbeat(SystemAWithBroker.QUEUE);
			returnUntilDeliveryLimit(SystemAWithBroker.QUEUE);
			await().atMost(Duration.ofSeconds(30)).until(() -> systemA.countReady(SUSPECT_QUEUE) == 1);
			await().atMost(Duration.ofSeconds(30)).until(() -> systemA.find(id).times().sentLane() == Lane.SUSPECT);
			returnUntilDeliveryLimit(SUSPECT_QUEUE);
			await().atMost(Duration.ofSeconds(30)).until(() -> systemA.countReady(SUSPECT_QUEUE) == 1);
			assertThat(systemA.find(id).state()).isEqualTo(RequestState.QUEUED);
		}
		finally {
			systemA.cancel(id);
			systemA.onChannel((channel) -> channel.queuePurge(SystemAWithBroker.QUEUE));
			systemA.onChannel((channel) -> channel.queuePurge(SUSPECT_QUEUE));
		}
	}

	@Test
	void movesRejectedRequestToSuspectQueueAndRepublishesIt() {
		RequestId id = systemA.submit(LONG);
		reject(SystemAWithBroker.QUEUE);
		reject(SUSPECT_QUEUE);
		await().atMost(Duration.ofSeconds(30)).until(() -> systemA.countReady(SUSPECT_QUEUE) == 1);
		systemA.onChannel((channel) -> channel.basicGet(SUSPECT_QUEUE, true));
		systemA.publish(systemA.reply(id, 1, SystemAWithBroker.SUCCESS));
		systemA.awaitState(id, RequestState.SUCCEEDED);
	}

	@Test
	void republishesRequestsThatPolicyExpires() {
		systemA.rabbitmqctl("set_policy", "short", "^requests\\.text\\.process$", "{\"message-ttl\":200}");
		RequestId id;
		try {
			id = systemA.submit(LONG);
			await().atMost(Duration.ofSeconds(30))
				.until(() -> systemA.count("asyncreply.dead.letters", "cause", "message-ttl") >= 2);
		}
		finally {
			systemA.rabbitmqctl("clear_policy", "short");
		}
		assertThat(systemA.consume(id).getProps().getHeaders()).containsEntry("attempt", 1);
		assertThat(systemA.findings()).anySatisfy(
				(finding) -> assertThat(finding.problem()).contains("'requests.text.process'").contains("message-ttl"));
		systemA.publish(systemA.reply(id, 1, SystemAWithBroker.SUCCESS));
		systemA.awaitState(id, RequestState.SUCCEEDED);
	}

	private static void reject(String queue) {
		GetResponse message = await().atMost(Duration.ofSeconds(30)).until(() -> systemA.onChannel((channel) -> {
			GetResponse got = channel.basicGet(queue, false);
			if (got != null) {
				channel.basicReject(got.getEnvelope().getDeliveryTag(), false);
			}
			return got;
		}), (got) -> got != null);
		assertThat(message.getProps().getHeaders()).containsEntry("attempt", 1);
	}

	/** Rejects like a worker that crashes at each delivery. */
	private static void returnUntilDeliveryLimit(String queue) {
		await().atMost(Duration.ofSeconds(30)).until(() -> systemA.countReady(queue) == 1);
		systemA.onChannel((channel) -> {
			GetResponse message;
			while ((message = channel.basicGet(queue, false)) != null) {
				channel.basicReject(message.getEnvelope().getDeliveryTag(), true);
			}
			return queue;
		});
	}

}
