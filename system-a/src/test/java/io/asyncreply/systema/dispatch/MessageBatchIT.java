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
import io.asyncreply.messages.RawJson;
import io.asyncreply.messages.Reply;
import io.asyncreply.messages.ReplyTimings;
import io.asyncreply.messages.RequestId;
import io.asyncreply.messaging.message.OutboundMessage;
import io.asyncreply.systema.SystemAWithBroker;
import io.asyncreply.systema.ledger.model.RequestState;
import io.asyncreply.testsupport.broker.BrokerUser;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Requests that wait at the same instant travel together, and replies that come together
 * are settled one by one.
 */
class MessageBatchIT {

	private static final Duration LONG = Duration.ofMinutes(10);

	private static final int BURST = 40;

	private static final String FRAME = "application/vnd.asyncreply.frame+json";

	private static final Reply SUCCESS = new Reply.Succeeded(
			RawJson.of("{\"text\":\"done\"}".getBytes(StandardCharsets.UTF_8)), ReplyTimings.NONE);

	private static final AtomicLong completed = new AtomicLong();

	@TempDir
	static Path folder;

	private static SystemAWithBroker system;

	@BeforeAll
	static void start() throws Exception {
		system = new SystemAWithBroker(folder, "asyncreply.redrive.patience=10m");
		await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> system.waiting("parking") == 0);
	}

	@AfterAll
	static void stop() throws Exception {
		system.close();
	}

	@Test
	void requestsTravelTogetherOnceAWorkerIsQuickAndReadsFrames() {
		List<ConsumedMessage> frames = submitUntilFramed(LONG);
		assertThat(frames).anySatisfy((taken) -> {
			assertThat(taken.message().getProps().getContentType()).isEqualTo(FRAME);
			assertThat(taken.message().getProps().getType()).isEqualTo("frame");
			assertThat(taken.requests()).hasSizeGreaterThan(1).allSatisfy((pair) -> {
				assertThat(pair.at("/0/type").asString()).isEqualTo("text.process");
				assertThat(pair.at("/0/attempt").asInt()).isOne();
				assertThat(pair.at("/0/traceparent").asString()).isEqualTo(SystemAWithBroker.TRACE.value());
				assertThat(pair.at("/1/text").asString()).isEqualTo("hello");
			});
		});
		frames.stream()
			.flatMap((taken) -> taken.ids().stream())
			.forEach((id) -> system.awaitState(id, RequestState.QUEUED));
	}

	@Test
	void repliesOfAFrameAreSettledOneByOne() {
		List<RequestId> ids = submitAndTake(4);
		RequestId unknown = RequestId.next(Clock.systemUTC());
		long parkedBefore = system.waiting("parking");
		OutboundMessage spoiled = system.reply(ids.get(3), 1, SUCCESS);
		system.publish(system.frame(List.of(system.reply(ids.get(0), 1, SUCCESS), system.reply(unknown, 1, SUCCESS),
				new OutboundMessage(spoiled.exchange(), spoiled.routingKey(), spoiled.properties(),
						"{\"result\":1,\"result\":2}".getBytes(StandardCharsets.UTF_8)),
				system.reply(ids.get(1), 1, failure(false)), system.reply(ids.get(1), 1, SUCCESS),
				system.reply(ids.get(2), 1, failure(true)))));
		system.awaitState(ids.get(0), RequestState.SUCCEEDED);
		system.awaitState(ids.get(1), RequestState.FAILED);
		await().atMost(Duration.ofSeconds(30)).until(() -> system.find(ids.get(2)).attempt() == 2);
		await().atMost(Duration.ofSeconds(30)).until(() -> system.waiting("parking") - parkedBefore == 2);
		await().atMost(Duration.ofSeconds(30)).until(() -> system.messages("replies") == 0);
		assertThat(system.find(ids.get(3)).state().isEnded()).isFalse();
		GetResponse retry = system.take(ids.get(2));
		assertThat(retry.getProps().getHeaders()).containsEntry("attempt", 2);
	}

	@Test
	void frameThatCannotBeTakenApartIsParkedAndTheNextCounts() {
		RequestId id = submitAndTake(1).get(0);
		OutboundMessage reply = system.reply(id, 1, SUCCESS);
		OutboundMessage frame = system.frame(List.of(reply, reply));
		long parkedBefore = system.waiting("parking");
		List<String> bodies = List.of("", "[]", "[[", "[" + "1,".repeat(256) + "1]");
		bodies.forEach((body) -> system.publish(new OutboundMessage(frame.exchange(), frame.routingKey(),
				frame.properties(), body.getBytes(StandardCharsets.UTF_8))));
		system.publish(frame);
		system.awaitState(id, RequestState.SUCCEEDED);
		await().atMost(Duration.ofSeconds(30)).until(() -> system.waiting("parking") - parkedBefore == bodies.size());
	}

	@Test
	void frameThatWasGivenBackIsTakenApart() {
		ConsumedMessage frame = submitUntilFramed(LONG).stream()
			.filter((taken) -> taken.requests().size() > 2)
			.findFirst()
			.orElseThrow();
		RequestId cancelled = frame.ids().get(0);
		RequestId retried = frame.ids().get(1);
		system.cancel(cancelled);
		system.publish(system.reply(retried, 1, failure(true)));
		assertThat(system.take(retried).getProps().getHeaders()).containsEntry("attempt", 2);

		giveBack(frame);

		List<RequestId> open = frame.ids().subList(2, frame.ids().size());
		List<ConsumedMessage> alone = new ArrayList<>();
		await().atMost(Duration.ofSeconds(30)).until(() -> {
			alone.addAll(takeAll());
			return alone.size() >= open.size();
		});
		assertThat(alone).flatExtracting(ConsumedMessage::ids).containsExactlyInAnyOrderElementsOf(open);
		assertThat(alone).extracting((taken) -> taken.message().getProps()).allSatisfy((properties) -> {
			assertThat(properties.getContentType()).isEqualTo("application/json");
			assertThat(properties.getHeaders()).containsEntry("attempt", 1);
		});
		await().atMost(Duration.ofSeconds(30)).until(() -> system.messages("dead-letters") == 0);
		assertThat(system.waiting(SystemAWithBroker.QUEUE)).isZero();
		assertThat(system.find(cancelled).state()).isEqualTo(RequestState.CANCELLED);
	}

	@Test
	void whoConsumesAndSaysNothingGetsRequestsSingly() {
		submitUntilFramed(LONG);
		Queue<String> types = new ConcurrentLinkedQueue<>();
		system.onChannel((channel) -> {
			for (int i = 0; i < 2; i++) {
				channel.basicConsume(SystemAWithBroker.QUEUE, true,
						(tag, message) -> types.add(message.getProperties().getContentType()), (tag) -> {
						});
			}
			await().atMost(Duration.ofSeconds(30)).until(() -> system.consumersOf(SystemAWithBroker.QUEUE) == 2);
			types.clear();
			system.pulse(completed.addAndGet(1_000));
			system.submit(Collections.nCopies(BURST, LONG));
			await().atMost(Duration.ofSeconds(30)).until(() -> types.size() >= BURST);
			return types;
		});
		assertThat(types).hasSize(BURST).containsOnly("application/json");
		await().atMost(Duration.ofSeconds(30)).until(() -> system.consumersOf(SystemAWithBroker.QUEUE) == 0);
	}

	/** Publishes a frame again and rejects it, as a worker does that gets it twice. */
	private static void giveBack(ConsumedMessage frame) {
		system.onChannel((channel) -> {
			channel.basicPublish("asyncreply.requests", SystemAWithBroker.QUEUE,
					frame.message().getProps().builder().userId(BrokerUser.ADMINISTRATOR.name()).build(),
					frame.message().getBody());
			GetResponse again = await().atMost(Duration.ofSeconds(30))
				.until(() -> channel.basicGet(SystemAWithBroker.QUEUE, false), (message) -> message != null);
			channel.basicReject(again.getEnvelope().getDeliveryTag(), false);
			return again;
		});
	}

	private static List<RequestId> submitAndTake(int count) {
		List<RequestId> ids = system.submit(Collections.nCopies(count, LONG));
		List<RequestId> taken = new ArrayList<>();
		await().atMost(Duration.ofSeconds(30)).until(() -> {
			takeAll().forEach((message) -> taken.addAll(message.ids()));
			return taken.containsAll(ids);
		});
		return ids;
	}

	/** A pulse tells how quick a worker is from the second one on. */
	private static List<ConsumedMessage> submitUntilFramed(Duration untilDeadline) {
		return await().atMost(Duration.ofSeconds(60)).until(() -> {
			system.pulse(completed.addAndGet(1_000));
			List<RequestId> ids = system.submit(Collections.nCopies(BURST, untilDeadline));
			List<ConsumedMessage> messages = new ArrayList<>();
			await().atMost(Duration.ofSeconds(30)).until(() -> {
				messages.addAll(takeAll());
				return messages.stream().mapToLong((message) -> message.requests().size()).sum() >= ids.size();
			});
			return messages;
		}, (messages) -> messages.stream().anyMatch((message) -> message.requests().size() > 2));
	}

	private static List<ConsumedMessage> takeAll() {
		return system.onChannel((channel) -> {
			List<ConsumedMessage> messages = new ArrayList<>();
			GetResponse message;
			while ((message = channel.basicGet(SystemAWithBroker.QUEUE, true)) != null) {
				messages.add(ConsumedMessage.of(message));
			}
			return messages;
		});
	}

	private static Reply failure(boolean retryable) {
		return new Reply.Failed(Problem.of("broken", "Broken", "It is broken."), retryable, ReplyTimings.NONE);
	}

	/**
	 * A message from the queue, alone or with several requests.
	 */
	private record ConsumedMessage(GetResponse message, List<JsonNode> requests) {

		private static final JsonMapper MAPPER = new JsonMapper();

		static ConsumedMessage of(GetResponse message) {
			JsonNode body = MAPPER.readTree(message.getBody());
			return new ConsumedMessage(message,
					FRAME.equals(message.getProps().getContentType()) ? body.valueStream().toList() : List.of(body));
		}

		List<RequestId> ids() {
			return (this.requests.size() == 1) ? List.of(RequestId.of(this.message.getProps().getMessageId()))
					: this.requests.stream().map((pair) -> RequestId.of(pair.at("/0/id").asString())).toList();
		}

	}

}
