package io.asyncreply.systema.ledger;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.asyncreply.messages.CorrelatedReply;
import io.asyncreply.messages.Problem;
import io.asyncreply.messages.RawJson;
import io.asyncreply.messages.Reply;
import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.ledger.model.RequestState;
import io.asyncreply.systema.ledger.model.StoredRequest;
import io.asyncreply.systema.ledger.model.TransitionResult;
import io.asyncreply.systema.ledger.model.TransitionResult.Changed;
import io.asyncreply.systema.ledger.model.TransitionResult.Unchanged;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How replies and deadlines change a request.
 */
interface ReplyScenarios extends LedgerFixtureProvider {

	@Test
	default void recordsSuccessOfAnyAttempt() {
		RequestId id = fixture().accept();
		fixture().failRetryably(id, 1);
		assertThat(fixture().succeed(id, 1)).isInstanceOf(Changed.class);
		assertThat(fixture().find(id)).returns(RequestState.SUCCEEDED, StoredRequest::state)
			.returns(SampleRequests.json("{\"text\":\"done\"}"), StoredRequest::result)
			.returns(null, StoredRequest::error)
			.returns(Duration.ofMillis(20), (stored) -> stored.times().processing());
	}

	@Test
	default void keepsLastErrorDuringRetry() {
		RequestId id = fixture().accept();
		fixture().failRetryably(id, 1);
		assertThat(fixture().find(id).error()).isNotNull();
		fixture().progress(id, 2, 50);
		assertThat(fixture().find(id).error()).isNotNull();
		assertThat(fixture().ledger.findDispatchTime(id)).isEmpty();
	}

	@Test
	default void ignoresFailureAndProgressOfOlderAttempt() {
		RequestId id = fixture().accept();
		fixture().failRetryably(id, 1);
		StoredRequest before = fixture().find(id);
		assertThat(fixture().fail(id, 1)).isEqualTo(new Unchanged(RequestState.ACCEPTED));
		assertThat(fixture().progress(id, 1, 50)).isEqualTo(new Unchanged(RequestState.ACCEPTED));
		assertThat(fixture().failRetryably(id, 1)).isEqualTo(new Unchanged(RequestState.ACCEPTED));
		assertThat(fixture().find(id)).isEqualTo(before);
		assertThat(before.attempt()).isEqualTo(2);
	}

	/** Also if the row is known from its publish, so that it is not read. */
	@Test
	default void failsAttemptWithReplyOfAnotherOperation() {
		Problem broken = Problem.of("broken", "Broken", null);
		List<Reply> replies = List.of(new Reply.Succeeded(SampleRequests.json("{}"), Reply.Timings.NONE),
				new Reply.Failed(broken, false, Reply.Timings.NONE),
				new Reply.Failed(broken, true, Reply.Timings.NONE));
		List<RequestId> ids = replies.stream().map((reply) -> fixture().accept()).collect(Collectors.toList());
		fixture().dispatchQueue.received().forEach(fixture().outbox::markSent);
		replies.forEach((reply) -> ids.add(fixture().accept()));
		for (int i = 0; i < ids.size(); i++) {
			RequestId id = ids.get(i);
			Reply reply = replies.get(i % replies.size());
			assertThat(record(new CorrelatedReply(id, 1, "text.word-count", null, reply))).isInstanceOf(Changed.class);
			assertThat(fixture().find(id)).returns(RequestState.ACCEPTED, StoredRequest::state)
				.returns(2, StoredRequest::attempt)
				.returns(null, StoredRequest::result)
				.satisfies((stored) -> assertThat(stored.error()).asString().contains("invalid-message"));
			assertThat(record(new CorrelatedReply(id, 2, "text.process", null, replies.get(0))))
				.isInstanceOf(Changed.class);
			assertThat(fixture().find(id).state()).isEqualTo(RequestState.SUCCEEDED);
		}
	}

	@Test
	default void ignoresProgressOfAnotherOperation() {
		RequestId known = fixture().accept();
		fixture().dispatchQueue.received().forEach(fixture().outbox::markSent);
		for (RequestId id : List.of(known, fixture().accept())) {
			StoredRequest before = fixture().find(id);
			assertThat(record(new CorrelatedReply(id, 1, "text.word-count", null, new Reply.Progress(50, null))))
				.isEqualTo(new Unchanged(before.state()));
			assertThat(fixture().find(id)).isEqualTo(before);
		}
	}

	private TransitionResult record(CorrelatedReply reply) {
		return LedgerFixture.join(fixture().recordAll(List.of(reply)).get(0));
	}

	@Test
	default void removesPayloadOnlyAfterSuccess() {
		RequestId known = fixture().accept();
		fixture().dispatchQueue.received().forEach(fixture().outbox::markSent);
		RequestId unknown = fixture().accept();
		RequestId failed = fixture().accept();
		fixture().succeed(known, 1);
		fixture().succeed(unknown, 1);
		fixture().fail(failed, 1);
		assertThat(fixture().hasPayload(known)).isFalse();
		assertThat(fixture().hasPayload(unknown)).isFalse();
		assertThat(fixture().hasPayload(failed)).isTrue();
		assertThat(fixture().find(known).result()).isNotNull();
	}

	@Test
	default void neverLeavesTerminalState() {
		RequestId id = fixture().accept();
		fixture().fail(id, 1);
		StoredRequest ended = fixture().find(id);
		assertThat(fixture().succeed(id, 1)).isEqualTo(new Unchanged(RequestState.FAILED));
		assertThat(fixture().fail(id, 1)).isEqualTo(new Unchanged(RequestState.FAILED));
		assertThat(fixture().progress(id, 1, 99)).isEqualTo(new Unchanged(RequestState.FAILED));
		assertThat(fixture().failRetryably(id, 1)).isEqualTo(new Unchanged(RequestState.FAILED));
		assertThat(fixture().cancel(id)).isEqualTo(new Unchanged(RequestState.FAILED));
		fixture().clock.advance(Duration.ofHours(1));
		fixture().expire();
		assertThat(fixture().find(id)).isEqualTo(ended);
		assertThat(fixture().ledger.countOpen()).isZero();
	}

	@Test
	default void reportsReplyToUnknownRequest() {
		assertThat(fixture().succeed(RequestId.generate(fixture().clock), 1))
			.isEqualTo(new TransitionResult.NotFound());
	}

	@Test
	default void marksRequestWithProgressAsRunning() {
		RequestId id = fixture().accept();
		fixture().progress(id, 1, 40);
		assertThat(fixture().find(id)).returns(RequestState.RUNNING, StoredRequest::state)
			.satisfies((stored) -> assertThat(stored.progress()).isNotNull()
				.returns(40, (progress) -> progress.percent())
				.returns("getting on", (progress) -> progress.message()));
	}

	@Test
	default void failsAfterLastRetry() {
		RequestId id = fixture().accept();
		assertThat(fixture().failRetryably(id, 1)).isInstanceOf(Changed.class);
		assertThat(fixture().failRetryably(id, 2)).isInstanceOf(Changed.class);
		assertThat(fixture().find(id)).returns(RequestState.ACCEPTED, StoredRequest::state)
			.returns(3, StoredRequest::attempt);
		fixture().failRetryably(id, 3);
		assertThat(fixture().find(id)).returns(RequestState.FAILED, StoredRequest::state)
			.returns(3, StoredRequest::attempt);
	}

	@Test
	default void expiresOnlyOpenRequests() {
		RequestId open = fixture().accept();
		RequestId ended = fixture().accept();
		fixture().succeed(ended, 1);
		fixture().clock.advance(Duration.ofSeconds(59));
		fixture().expire();
		assertThat(fixture().find(open).state()).isEqualTo(RequestState.ACCEPTED);
		fixture().clock.advance(Duration.ofSeconds(1));
		fixture().expire();
		assertThat(fixture().find(open)).returns(RequestState.EXPIRED, StoredRequest::state)
			.satisfies((stored) -> assertThat(stored.error()).asString().contains("deadline-exceeded"));
		assertThat(fixture().find(ended).state()).isEqualTo(RequestState.SUCCEEDED);
		assertThat(fixture().succeed(open, 1)).isEqualTo(new Unchanged(RequestState.EXPIRED));
	}

	@Test
	default void sparesPublishedRequestsDuringOutage() {
		fixture().expiryGrace = Duration.ofMinutes(10);
		RequestId sent = fixture().accept();
		fixture().confirmPublish(sent, 1);
		fixture().dispatchQueue.setHasCapacity(false);
		RequestId unsent = fixture().accept();
		fixture().clock.advance(Duration.ofMinutes(2));
		fixture().expire();
		assertThat(fixture().find(sent).state()).isEqualTo(RequestState.QUEUED);
		assertThat(fixture().find(unsent).state()).isEqualTo(RequestState.EXPIRED);
		fixture().expiryGrace = Duration.ZERO;
		fixture().expire();
		assertThat(fixture().find(sent).state()).isEqualTo(RequestState.EXPIRED);
	}

	@Test
	default void recordsConcurrentRepliesInOrder() {
		List<RequestId> ids = Stream.generate(() -> fixture().accept()).limit(100).toList();
		fixture().dispatchQueue.received().forEach(fixture().outbox::markSent);
		Reply success = new Reply.Succeeded(SampleRequests.json("{}"), Reply.Timings.NONE);
		List<CompletableFuture<TransitionResult>> successes = new ArrayList<>();
		List<CompletableFuture<TransitionResult>> later = new ArrayList<>();
		for (RequestId id : ids) {
			successes.add(fixture().recordAsync(id, 1, success));
			later.add(fixture().recordAsync(id, 1, new Reply.Progress(99, "getting on")));
			later.add(fixture().recordAsync(id, 1, success));
			later.add(fixture().ledger.cancel(SampleRequests.OWNER, id));
		}
		assertThat(successes).extracting(LedgerFixture::join).hasOnlyElementsOfType(Changed.class);
		assertThat(later).extracting(LedgerFixture::join).containsOnly(new Unchanged(RequestState.SUCCEEDED));
		assertThat(fixture().changes).filteredOn((stored) -> stored.state() != RequestState.ACCEPTED)
			.hasSize(100)
			.allMatch((stored) -> stored.equals(fixture().find(stored.id())));
		assertThat(fixture().ledger.countOpen()).isZero();
	}

	@Test
	default void recordsEachOfManySuccessesInItsRow() {
		List<RequestId> ids = Stream.generate(() -> fixture().accept()).limit(100).toList();
		fixture().dispatchQueue.received().forEach(fixture().outbox::markSent);
		List<CorrelatedReply> replies = new ArrayList<>();
		for (int i = 0; i < ids.size(); i++) {
			if (i % 3 == 0) {
				replies.add(new CorrelatedReply(ids.get(i), 1, new Reply.Progress(50, "half")));
			}
			RawJson result = SampleRequests.json("{\"n\":" + i + "}");
			replies.add(new CorrelatedReply(ids.get(i), 1, new Reply.Succeeded(result, Reply.Timings.NONE)));
		}
		assertThat(fixture().recordAll(replies)).extracting(LedgerFixture::join).hasOnlyElementsOfType(Changed.class);
		for (int i = 0; i < ids.size(); i++) {
			StoredRequest stored = fixture().find(ids.get(i));
			assertThat(stored.result()).isEqualTo(SampleRequests.json("{\"n\":" + i + "}"));
			assertThat(stored.version()).isEqualTo((i % 3 == 0) ? 3 : 2);
			assertThat(fixture().changes).contains(stored);
		}
	}

	@Test
	default void commitsRepliesOfOneBatchTogether() {
		List<RequestId> ids = Stream.generate(() -> fixture().accept()).limit(20).toList();
		Reply success = new Reply.Succeeded(SampleRequests.json("{}"), Reply.Timings.NONE);
		Set<RequestState> statesAtFirstChange = ConcurrentHashMap.newKeySet();
		fixture().listener = (stored) -> {
			if (statesAtFirstChange.isEmpty()) {
				ids.forEach((id) -> statesAtFirstChange.add(fixture().find(id).state()));
			}
		};
		assertThat(fixture().recordAll(ids.stream().map((id) -> new CorrelatedReply(id, 1, success)).toList()))
			.extracting(LedgerFixture::join)
			.hasOnlyElementsOfType(Changed.class);
		assertThat(statesAtFirstChange).containsExactly(RequestState.SUCCEEDED);
	}

	@Test
	default void recordsEitherExpiryOrSuccess() {
		List<RequestId> ids = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			ids.add(fixture().accept());
		}
		fixture().clock.advance(Duration.ofMinutes(1));
		CompletableFuture<Boolean> expiry = fixture().expireAsync();
		List<TransitionResult> replies = ids.stream().map((id) -> fixture().succeed(id, 1)).toList();
		LedgerFixture.join(expiry);
		for (int i = 0; i < ids.size(); i++) {
			RequestState state = fixture().find(ids.get(i)).state();
			assertThat(replies.get(i) instanceof Changed).isEqualTo(state == RequestState.SUCCEEDED);
		}
		assertThat(fixture().changes.stream().filter((stored) -> stored.state().isEnded())).hasSize(100);
		assertThat(fixture().ledger.countOpen()).isZero();
	}

}
