package io.asyncreply.systema;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.GetResponse;
import io.asyncreply.messages.Problem;
import io.asyncreply.messages.RawJson;
import io.asyncreply.messages.Reply;
import io.asyncreply.messages.ReplyTimings;
import io.asyncreply.messages.RequestId;
import io.asyncreply.messaging.message.OutboundMessage;
import io.asyncreply.messaging.tracing.TraceParent;
import io.asyncreply.systema.ledger.model.RequestState;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * From the ledger to the exchange and from the reply queue to the ledger, whatever
 * arrives.
 */
class BrokerRoundTripIT {

	private static final Duration LONG = Duration.ofMinutes(10);

	private static final Reply SUCCESS = new Reply.Succeeded(
			RawJson.of("{\"text\":\"done\"}".getBytes(StandardCharsets.UTF_8)), ReplyTimings.NONE);

	@TempDir
	static Path folder;

	private static SystemAWithBroker system;

	@BeforeAll
	static void start() throws Exception {
		system = new SystemAWithBroker(folder);
	}

	@AfterAll
	static void stop() throws Exception {
		system.close();
	}

	@Test
	void acceptedRequestTravelsToItsQueueAndIsMarkedAsQueued() {
		RequestId id = system.submit(LONG);
		system.awaitState(id, RequestState.QUEUED);
		GetResponse request = take(id);
		assertThat(request.getBody()).asString(StandardCharsets.UTF_8).isEqualTo("{\"text\":\"hello\"}");
		assertThat(request.getProps()).returns("text.process", BasicProperties::getType)
			.returns("system-a", BasicProperties::getUserId)
			.satisfies((properties) -> assertThat(properties.getHeaders()).containsEntry("attempt", 1));
	}

	@Test
	void firstOfManyRepliesCountsAndTheOthersChangeNothing() {
		RequestId id = system.submit(LONG);
		take(id);
		double before = system.count("asyncreply.replies.ignored", "reason", "after-succeeded");
		OutboundMessage reply = system.reply(id, 1, SUCCESS);
		for (int i = 0; i < 20; i++) {
			system.publish(reply);
		}
		system.publish(system.reply(id, 1, failure(false)));
		system.awaitState(id, RequestState.SUCCEEDED);
		await().atMost(Duration.ofSeconds(30))
			.untilAsserted(
					() -> assertThat(system.count("asyncreply.replies.ignored", "reason", "after-succeeded") - before)
						.isEqualTo(20));
		assertThat(system.find(id)).returns(RequestState.SUCCEEDED, (entry) -> entry.state())
			.returns("{\"text\":\"done\"}", (entry) -> String.valueOf(entry.result()));
		await().atMost(Duration.ofSeconds(30)).until(() -> system.messages("replies") == 0);
	}

	@Test
	void retryableFailureIsTriedAgainAsTheNextAttempt() {
		RequestId id = system.submit(LONG);
		take(id);
		system.publish(system.reply(id, 1, failure(true)));
		assertThat(take(id).getProps().getHeaders()).containsEntry("attempt", 2);
		system.publish(system.reply(id, 1, failure(false)));
		system.publish(system.reply(id, 2, SUCCESS));
		system.awaitState(id, RequestState.SUCCEEDED);
		assertThat(system.find(id).attempt()).isEqualTo(2);
	}

	@Test
	void lastOfTheRetriesEndsTheRequest() {
		RequestId id = system.submit(LONG);
		for (int attempt = 1; attempt <= 5; attempt++) {
			assertThat(take(id).getProps().getHeaders()).containsEntry("attempt", attempt);
			system.publish(system.reply(id, attempt, failure(true)));
		}
		system.awaitState(id, RequestState.FAILED);
		assertThat(system.find(id)).returns(5, (entry) -> entry.attempt())
			.satisfies((entry) -> assertThat(entry.error()).asString().contains("urn:asyncreply:problem:broken"));
	}

	@Test
	void traceTravelsWithEveryAttemptToTheLast() {
		RequestId id = system.submit(LONG);
		assertThat(SystemAWithBroker.trace(take(id))).isEqualTo(SystemAWithBroker.TRACE);
		system.publish(system.reply(id, 1, failure(true)));
		assertThat(SystemAWithBroker.trace(take(id))).isEqualTo(SystemAWithBroker.TRACE);
		system.publish(system.reply(id, 2, SUCCESS));
		system.awaitState(id, RequestState.SUCCEEDED);
	}

	@Test
	void replyWithAWrongTraceCounts() {
		RequestId id = system.submit(LONG);
		take(id);
		system.publish(system.reply(id, 1, SUCCESS).traced(new TraceParent("garbage")));
		system.awaitState(id, RequestState.SUCCEEDED);
	}

	private static List<OutboundMessage> unattributable() {
		OutboundMessage good = system.reply(RequestId.next(Clock.systemUTC()), 1, SUCCESS);
		return List.of(good, with(good, good.properties().builder().userId(null).build(), good.body()),
				with(good, good.properties().builder().contentType("garbage").build(), good.body()),
				with(good, good.properties().builder().type("unheard-of").build(), good.body()),
				with(good, good.properties().builder().correlationId("x").messageId("x").build(), good.body()),
				with(good, good.properties().builder().correlationId(null).build(), good.body()),
				with(good, good.properties(), new byte[0]),
				with(good, good.properties(), "{\"result\":".getBytes(StandardCharsets.UTF_8)),
				with(good, good.properties(), new byte[3 * 1024 * 1024]));
	}

	@Test
	void whatNobodyCanAttributeIsParkedAndTheNextReplyCounts() {
		RequestId id = system.submit(LONG);
		take(id);
		long before = system.waiting("parking");
		List<OutboundMessage> messages = unattributable();
		messages.forEach(system::publish);
		system.publish(system.reply(id, 1, SUCCESS));
		system.awaitState(id, RequestState.SUCCEEDED);
		await().atMost(Duration.ofSeconds(30))
			.untilAsserted(() -> assertThat(system.waiting("parking") - before).isEqualTo(messages.size()));
		await().atMost(Duration.ofSeconds(30)).until(() -> system.messages("replies") == 0);
	}

	@Test
	void deletedQueueIsDeclaredAgainAndItsRequestsArePublished() {
		system.onChannel((channel) -> channel.queueDelete(SystemAWithBroker.QUEUE));
		RequestId id = system.submit(LONG);
		take(id);
		system.publish(system.reply(id, 1, SUCCESS));
		system.awaitState(id, RequestState.SUCCEEDED);
	}

	@Test
	void deletedReplyQueueIsDeclaredAgainAndConsumed() {
		RequestId id = system.submit(LONG);
		take(id);
		system.onChannel((channel) -> channel.queueDelete("replies"));
		await().atMost(Duration.ofSeconds(30)).until(() -> system.consumers("replies") == 1);
		system.publish(system.reply(id, 1, SUCCESS));
		system.awaitState(id, RequestState.SUCCEEDED);
	}

	@Test
	void deadlineEndsARequestThatNobodyTakesAndNothingPilesUp() {
		RequestId id = system.submit(Duration.ofSeconds(1));
		system.awaitState(id, RequestState.EXPIRED);
		await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
			assertThat(system.messages(SystemAWithBroker.QUEUE)).isZero();
			assertThat(system.messages("dead-letters")).isZero();
		});
		system.publish(system.reply(id, 1, SUCCESS));
		await().atMost(Duration.ofSeconds(30))
			.until(() -> system.count("asyncreply.replies.ignored", "reason", "after-expired") == 1);
		assertThat(system.find(id).state()).isEqualTo(RequestState.EXPIRED);
	}

	@Test
	void whatIsReturnedTooOftenIsTriedAloneAndFailsOnlyThere() {
		RequestId id = system.submit(LONG);
		returnUntilGone(SystemAWithBroker.QUEUE);
		await().atMost(Duration.ofSeconds(30)).until(() -> system.waiting(SystemAWithBroker.QUEUE + ".suspect") == 1);
		assertThat(system.find(id).state().isEnded()).isFalse();
		returnUntilGone(SystemAWithBroker.QUEUE + ".suspect");
		system.awaitState(id, RequestState.FAILED);
		assertThat(system.find(id).error()).asString().contains("urn:asyncreply:problem:worker-crashed");
		await().atMost(Duration.ofSeconds(30)).until(() -> system.messages("dead-letters") == 0);
	}

	/** As a worker that is lost with it, again and again. */
	private static void returnUntilGone(String queue) {
		await().atMost(Duration.ofSeconds(30)).until(() -> system.waiting(queue) == 1);
		system.onChannel((channel) -> {
			GetResponse message;
			while ((message = channel.basicGet(queue, false)) != null) {
				channel.basicReject(message.getEnvelope().getDeliveryTag(), true);
			}
			return queue;
		});
	}

	private static GetResponse take(RequestId id) {
		return system.take(id);
	}

	private static Reply failure(boolean retryable) {
		return new Reply.Failed(Problem.of("broken", "Broken", "It is broken."), retryable, ReplyTimings.NONE);
	}

	private static OutboundMessage with(OutboundMessage message, BasicProperties properties, byte[] body) {
		return new OutboundMessage(message.exchange(), message.routingKey(),
				properties.builder().headers(Map.of("attempt", 1)).build(), body);
	}

}
