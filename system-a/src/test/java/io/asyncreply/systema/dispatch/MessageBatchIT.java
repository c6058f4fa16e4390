package io.asyncreply.systema.dispatch;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

import com.rabbitmq.client.GetResponse;
import io.asyncreply.messages.Problem;
import io.asyncreply.messages.Reply;
import io.asyncreply.messages.RequestId;
import io.asyncreply.messaging.message.OutboundMessage;
import io.asyncreply.systema.SystemAWithBroker;
import io.asyncreply.systema.ledger.model.RequestState;
import io.asyncreply.testsupport.broker.BrokerUser;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests message batches of requests and of replies against a broker.
 */
@Tag("extended")
class MessageBatchIT {

	private static final Duration LONG = Duration.ofMinutes(10);

	private static final int BURST = 40;

	private static final String BATCH_CONTENT_TYPE = "application/vnd.asyncreply.message-batch+json";

	private static final AtomicLong completed = new AtomicLong();

	@TempDir
	static Path folder;

	private static SystemAWithBroker systemA;

	@BeforeAll
	static void start() throws Exception {
		systemA = new SystemAWithBroker(folder, "asyncreply.recovery.quiet-period=10m");
		await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> systemA.countReady("parking") == 0);
	}

	@AfterAll
	static void stop() throws Exception {
		systemA.close();
	}

	@Test
	void batchesRequestsOnceWorkerIsFastAndReadsBatches() {
		List<ConsumedMessage> batches = submitUntilBatched(LONG);
		assertThat(batches).anySatisfy((consumed) -> {
			assertThat(consumed.message().getProps().getContentType()).isEqualTo(BATCH_CONTENT_TYPE);
			assertThat(consumed.message().getProps().getType()).isEqualTo("message-batch");
			assertThat(consumed.requests()).hasSizeGreaterThan(1).allSatisfy((pair) -> {
				assertThat(pair.at("/0/type").asString()).isEqualTo("text.process");
				assertThat(pair.at("/0/attempt").asInt()).isOne();
				assertThat(pair.at("/0/traceparent").asString()).isEqualTo(SystemAWithBroker.TRACE.value());
				assertThat(pair.at("/1/text").asString()).isEqualTo("hello");
			});
		});
		batches.stream()
			.flatMap((consumed) -> consumed.ids().stream())
			.forEach((id) -> systemA.awaitState(id, RequestState.QUEUED));
	}

	@Test
	void recordsRepliesOfBatchOneByOne() {
		List<RequestId> ids = submitAndConsume(4);
		RequestId unknown = RequestId.generate(Clock.systemUTC());
		long parkedBefore = systemA.countReady("parking");
		OutboundMessage spoiled = systemA.reply(ids.get(3), 1, SystemAWithBroker.SUCCESS);
		systemA.publish(systemA.batch(List.of(systemA.reply(ids.get(0), 1, SystemAWithBroker.SUCCESS),
				systemA.reply(unknown, 1, SystemAWithBroker.SUCCESS),
				new OutboundMessage(spoiled.exchange(), spoiled.routingKey(), spoiled.properties(),
						"{\"result\":1,\"result\":2}".getBytes(StandardCharsets.UTF_8)),
				systemA.reply(ids.get(1), 1, failure(false)), systemA.reply(ids.get(1), 1, SystemAWithBroker.SUCCESS),
				systemA.reply(ids.get(2), 1, failure(true)))));
		systemA.awaitState(ids.get(0), RequestState.SUCCEEDED);
		systemA.awaitState(ids.get(1), RequestState.FAILED);
		await().atMost(Duration.ofSeconds(30)).until(() -> systemA.find(ids.get(2)).attempt() == 2);
		await().atMost(Duration.ofSeconds(30)).until(() -> systemA.countReady("parking") - parkedBefore == 2);
		await().atMost(Duration.ofSeconds(30)).until(() -> systemA.countMessages("replies") == 0);
		assertThat(systemA.find(ids.get(3)).state().isEnded()).isFalse();
		GetResponse retry = systemA.consume(ids.get(2));
		assertThat(retry.getProps().getHeaders()).containsEntry("attempt", 2);
	}

	@Test
	void parksUnsplittableBatchAndReadsTheNext() {
		RequestId id = submitAndConsume(1).get(0);
		OutboundMessage reply = systemA.reply(id, 1, SystemAWithBroker.SUCCESS);
		OutboundMessage batch = systemA.batch(List.of(reply, reply));
		long parkedBefore = systemA.countReady("parking");
		List<String> bodies = List.of("", "[]", "[[", "[" + "1,".repeat(256) + "1]");
		bodies.forEach((body) -> systemA.publish(new OutboundMessage(batch.exchange(), batch.routingKey(),
				batch.properties(), body.getBytes(StandardCharsets.UTF_8))));
		systemA.publish(batch);
		systemA.awaitState(id, RequestState.SUCCEEDED);
		await().atMost(Duration.ofSeconds(30))
			.until(() -> systemA.countReady("parking") - parkedBefore == bodies.size());
	}

	@Test
	void republishesRequestsOfRejectedBatchSingly() {
		ConsumedMessage batch = submitUntilBatched(LONG).stream()
			.filter((consumed) -> consumed.requests().size() > 2)
			.findFirst()
			.orElseThrow();
		RequestId cancelled = batch.ids().get(0);
		RequestId retried = batch.ids().get(1);
		systemA.cancel(cancelled);
		systemA.publish(systemA.reply(retried, 1, failure(true)));
		assertThat(systemA.consume(retried).getProps().getHeaders()).containsEntry("attempt", 2);

		publishAgainAndReject(batch);

		List<RequestId> open = batch.ids().subList(2, batch.ids().size());
		List<ConsumedMessage> single = new ArrayList<>();
		await().atMost(Duration.ofSeconds(30)).until(() -> {
			single.addAll(consumeAll());
			return single.size() >= open.size();
		});
		assertThat(single).flatExtracting(ConsumedMessage::ids).containsExactlyInAnyOrderElementsOf(open);
		assertThat(single).extracting((consumed) -> consumed.message().getProps()).allSatisfy((properties) -> {
			assertThat(properties.getContentType()).isEqualTo("application/json");
			assertThat(properties.getHeaders()).containsEntry("attempt", 1);
		});
		await().atMost(Duration.ofSeconds(30)).until(() -> systemA.countMessages("dead-letters") == 0);
		assertThat(systemA.countReady(SystemAWithBroker.QUEUE)).isZero();
		assertThat(systemA.find(cancelled).state()).isEqualTo(RequestState.CANCELLED);
	}

	@Test
	void sendsSinglyToConsumerWithoutHeartbeat() {
		submitUntilBatched(LONG);
		Queue<String> types = new ConcurrentLinkedQueue<>();
		systemA.onChannel((channel) -> {
			for (int i = 0; i < 2; i++) {
				channel.basicConsume(SystemAWithBroker.QUEUE, true,
						(tag, message) -> types.add(message.getProperties().getContentType()), (tag) -> {
						});
			}
			await().atMost(Duration.ofSeconds(30))
				.until(() -> systemA.lastKnownConsumers(SystemAWithBroker.QUEUE) == 2);
			types.clear();
			systemA.sendHeartbeat(completed.addAndGet(1_000));
			systemA.submit(Collections.nCopies(BURST, LONG));
			await().atMost(Duration.ofSeconds(30)).until(() -> types.size() >= BURST);
			return types;
		});
		assertThat(types).hasSize(BURST).containsOnly("application/json");
		await().atMost(Duration.ofSeconds(30)).until(() -> systemA.lastKnownConsumers(SystemAWithBroker.QUEUE) == 0);
	}

	/**
	 * Publishes a batch again and rejects it, as a worker rejects a redelivered batch.
	 */
	private static void publishAgainAndReject(ConsumedMessage batch) {
		systemA.onChannel((channel) -> {
			channel.basicPublish("asyncreply.requests", SystemAWithBroker.QUEUE,
					batch.message().getProps().builder().userId(BrokerUser.ADMINISTRATOR.name()).build(),
					batch.message().getBody());
			GetResponse redelivered = await().atMost(Duration.ofSeconds(30))
				.until(() -> channel.basicGet(SystemAWithBroker.QUEUE, false), (message) -> message != null);
			channel.basicReject(redelivered.getEnvelope().getDeliveryTag(), false);
			return redelivered;
		});
	}

	private static List<RequestId> submitAndConsume(int count) {
		List<RequestId> ids = systemA.submit(Collections.nCopies(count, LONG));
		List<RequestId> consumed = new ArrayList<>();
		await().atMost(Duration.ofSeconds(30)).until(() -> {
			consumeAll().forEach((message) -> consumed.addAll(message.ids()));
			return consumed.containsAll(ids);
		});
		return ids;
	}

	/** The service time is known from the second heartbeat of a worker. */
	private static List<ConsumedMessage> submitUntilBatched(Duration untilDeadline) {
		return await().atMost(Duration.ofSeconds(60)).until(() -> {
			systemA.sendHeartbeat(completed.addAndGet(1_000));
			List<RequestId> ids = systemA.submit(Collections.nCopies(BURST, untilDeadline));
			List<ConsumedMessage> messages = new ArrayList<>();
			await().atMost(Duration.ofSeconds(30)).until(() -> {
				messages.addAll(consumeAll());
				return messages.stream().mapToLong((message) -> message.requests().size()).sum() >= ids.size();
			});
			return messages;
		}, (messages) -> messages.stream().anyMatch((message) -> message.requests().size() > 2));
	}

	private static List<ConsumedMessage> consumeAll() {
		return systemA.onChannel((channel) -> {
			List<ConsumedMessage> messages = new ArrayList<>();
			GetResponse message;
			while ((message = channel.basicGet(SystemAWithBroker.QUEUE, true)) != null) {
				messages.add(ConsumedMessage.of(message));
			}
			return messages;
		});
	}

	private static Reply failure(boolean retryable) {
		return new Reply.Failed(Problem.of("broken", "Broken", "It is broken."), retryable, Reply.Timings.NONE);
	}

	/**
	 * A message with one request or with several.
	 */
	private record ConsumedMessage(GetResponse message, List<JsonNode> requests) {

		private static final JsonMapper MAPPER = new JsonMapper();

		static ConsumedMessage of(GetResponse message) {
			JsonNode body = MAPPER.readTree(message.getBody());
			return new ConsumedMessage(message, BATCH_CONTENT_TYPE.equals(message.getProps().getContentType())
					? body.valueStream().toList() : List.of(body));
		}

		List<RequestId> ids() {
			return (this.requests.size() == 1) ? List.of(RequestId.of(this.message.getProps().getMessageId()))
					: this.requests.stream().map((pair) -> RequestId.of(pair.at("/0/id").asString())).toList();
		}

	}

}
