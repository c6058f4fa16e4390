package io.asyncreply.systema;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.asyncreply.messages.Problem;
import io.asyncreply.messages.RawJson;
import io.asyncreply.messages.Reply;
import io.asyncreply.messages.RequestId;
import io.asyncreply.messaging.json.StrictJson;
import io.asyncreply.messaging.message.OutboundMessage;
import io.asyncreply.systema.ledger.model.RequestState;
import io.asyncreply.systema.ledger.model.StoredRequest;
import io.asyncreply.testsupport.MessageMutations;
import io.asyncreply.testsupport.MessageMutations.Mutation;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Mutates each member of the replies that System A receives. Each mutation ends in a
 * counted, bounded outcome: the reply is recorded, its attempt fails and is retried, or a
 * copy is parked.
 */
@Tag("extended")
@Timeout(300)
class MessageMutationIT {

	private static final Reply.Timings TIMINGS = new Reply.Timings(Duration.ofMillis(1), Duration.ofMillis(2));

	private static final Reply SUCCESS = new Reply.Succeeded(
			RawJson.of("{\"text\":\"done\"}".getBytes(StandardCharsets.UTF_8)), TIMINGS);

	private static final RequestId UNKNOWN = RequestId.of("01900000-0000-7000-8000-000000000000");

	@TempDir
	static Path folder;

	private static SystemAWithBroker systemA;

	@BeforeAll
	static void start() throws Exception {
		systemA = new SystemAWithBroker(folder, "asyncreply.retry.attempts=1");
	}

	@AfterAll
	static void stop() throws Exception {
		systemA.close();
	}

	static Stream<Reply> endsAttemptOrParksEachMutationOfReply() {
		return Stream.of(SUCCESS, new Reply.Failed(Problem.of("broken", "Broken", "It is broken."), true, TIMINGS));
	}

	@ParameterizedTest
	@MethodSource
	void endsAttemptOrParksEachMutationOfReply(Reply reply) {
		Counts before = Counts.now();
		Map<RequestId, Mutation> sent = publishMutations(reply);
		await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
			Counts counts = Counts.now().minus(before);
			List<StoredRequest> ended = sent.keySet()
				.stream()
				.map(systemA::find)
				.filter((stored) -> stored.state().isEnded())
				.toList();
			assertThat(counts.invalid()).isEqualTo(ended.stream().filter(MessageMutationIT::isInvalidMessage).count());
			assertThat(counts.parked()).isEqualTo(counts.invalid() + sent.size() - ended.size());
		});
		sent.forEach((id, mutation) -> {
			StoredRequest stored = systemA.find(id);
			assertThat(stored.state().isEnded()).as(mutation.name()).isNotEqualTo(isWithoutAttempt(mutation.name()));
			assertIsUsable(mutation, stored);
		});
	}

	/** Loss detection republishes the requests of these. */
	private static boolean isWithoutAttempt(String mutation) {
		return mutation.endsWith("no correlation id") || mutation.equals("malformed correlation id")
				|| (mutation.startsWith("header /attempt=") && !mutation.equals("header /attempt=1.5"))
				|| mutation.equals("batch content type");
	}

	private static boolean isInvalidMessage(StoredRequest stored) {
		return String.valueOf(stored.error()).contains("urn:asyncreply:problem:invalid-message");
	}

	@Test
	void parksInvalidProgressAndKeepsAttempt() {
		Counts before = Counts.now();
		Map<RequestId, Mutation> sent = publishMutations(new Reply.Progress(40, "rendering"));
		await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
			Counts counts = Counts.now().minus(before);
			long recorded = sent.keySet().stream().filter((id) -> systemA.find(id).progress() != null).count();
			assertThat(counts.parked() + counts.ignored()).isEqualTo(sent.size() - recorded);
			assertThat(counts.invalid())
				.isEqualTo(sent.values().stream().filter(MessageMutationIT::isOfNoType).count());
		});
		sent.forEach((id, mutation) -> {
			StoredRequest stored = systemA.find(id);
			assertThat(stored.state().isEnded()).as(mutation.name()).isEqualTo(isOfNoType(mutation));
			if (stored.progress() != null) {
				assertThat(stored.progress().percent()).as(mutation.name()).isBetween(0, 100);
			}
		});
	}

	/** Nobody can tell that these are progress. */
	private static boolean isOfNoType(Mutation mutation) {
		return mutation.name().equals("no type") || mutation.name().equals("other type");
	}

	@Test
	void recordsOtherRepliesOfEachMutatedBatch() {
		double parkedBefore = systemA.countAll("asyncreply.messages.parked");
		int count = mutations(systemA.batch(successes(List.of(UNKNOWN, UNKNOWN)))).size();
		List<RequestId> ids = systemA.submit(Collections.nCopies(2 * count, Duration.ofMinutes(10)));
		Map<String, RequestId> separable = new LinkedHashMap<>();
		for (int i = 0; i < count; i++) {
			OutboundMessage valid = systemA.batch(successes(ids.subList(2 * i, 2 * i + 2)));
			Mutation mutation = mutations(valid).get(i);
			systemA.publish(
					new OutboundMessage(valid.exchange(), valid.routingKey(), mutation.properties(), mutation.body()));
			if (mutation.name().matches("/0/[01]/.*")) {
				separable.put(mutation.name(), ids.get(2 * i + 1));
			}
		}
		await().atMost(Duration.ofSeconds(60)).until(() -> systemA.countMessages("replies") == 0);
		assertThat(separable).isNotEmpty()
			.allSatisfy((name, id) -> assertThat(systemA.find(id).state()).isEqualTo(RequestState.SUCCEEDED));
		assertThat(systemA.countAll("asyncreply.messages.parked")).isGreaterThan(parkedBefore);
	}

	private static List<OutboundMessage> successes(List<RequestId> ids) {
		return ids.stream().map((id) -> systemA.reply(id, 1, SUCCESS)).toList();
	}

	/** The client library refuses its frame and ends the connection. */
	@Test
	void parksReplyThatEndsTheConnection() {
		List<RequestId> ids = systemA.submit(Collections.nCopies(2, Duration.ofMinutes(10)));
		OutboundMessage valid = systemA.reply(ids.get(0), 1, SUCCESS);
		long parked = systemA.countReady("parking");
		systemA.publish(new OutboundMessage(valid.exchange(), valid.routingKey(),
				valid.properties().builder().headers(Map.of("deep", MessageMutations.nestedHeader(40))).build(),
				valid.body()));
		await().atMost(Duration.ofMinutes(2)).until(() -> systemA.countReady("parking") == parked + 1);
		systemA.publish(systemA.reply(ids.get(1), 1, SUCCESS));
		await().until(() -> systemA.find(ids.get(1)).state() == RequestState.SUCCEEDED);
	}

	/** A success has a result of the result record, and a failure a bounded problem. */
	private static void assertIsUsable(Mutation mutation, StoredRequest stored) {
		RawJson storedResult = stored.result(); // null if it is long
		if (storedResult != null) {
			Map<?, ?> result = StrictJson.bind(storedResult, Map.class);
			assertThat(result.get("text")).as(mutation.name()).isInstanceOf(String.class);
		}
		else if (stored.state() == RequestState.FAILED) {
			Map<?, ?> problem = StrictJson.bind(stored.error(), Map.class);
			assertThat(String.valueOf(problem.get("type"))).as(mutation.name())
				.matches("(urn:|https?://).+")
				.hasSizeLessThan(1_001);
			assertThat(String.valueOf(problem.get("title"))).hasSizeLessThan(Problem.MAX_TITLE_LENGTH + 1);
			assertThat(String.valueOf(problem.get("detail"))).hasSizeLessThan(Problem.MAX_DETAIL_LENGTH + 1);
		}
	}

	private static Map<RequestId, Mutation> publishMutations(Reply reply) {
		int count = mutations(systemA.reply(UNKNOWN, 1, reply)).size();
		List<RequestId> ids = systemA.submit(Collections.nCopies(count, Duration.ofMinutes(10)));
		Map<RequestId, Mutation> sent = new LinkedHashMap<>();
		for (int i = 0; i < count; i++) {
			OutboundMessage valid = systemA.reply(ids.get(i), 1, reply);
			Mutation mutation = mutations(valid).get(i);
			sent.put(ids.get(i), mutation);
			systemA.publish(
					new OutboundMessage(valid.exchange(), valid.routingKey(), mutation.properties(), mutation.body()));
		}
		return sent;
	}

	private static List<Mutation> mutations(OutboundMessage message) {
		return MessageMutations.of(message.properties(), StrictJson.bind(RawJson.of(message.body()), Object.class),
				(body) -> StrictJson.write(body).utf8());
	}

	/**
	 * What System A did with replies.
	 *
	 * @param parked parked copies
	 * @param invalid failed attempts
	 * @param ignored ignored replies
	 */
	private record Counts(long parked, long invalid, long ignored) {

		static Counts now() {
			return new Counts((long) systemA.countAll("asyncreply.messages.parked"),
					(long) systemA.countAll("asyncreply.replies.invalid"),
					(long) systemA.countAll("asyncreply.replies.ignored"));
		}

		Counts minus(Counts other) {
			return new Counts(this.parked - other.parked, this.invalid - other.invalid, this.ignored - other.ignored);
		}

	}

}
