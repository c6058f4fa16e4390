package io.asyncreply.systema.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

import io.asyncreply.messages.Lane;
import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.ledger.NewRequest.Idempotency;
import io.asyncreply.systema.ledger.Transition.Changed;
import io.asyncreply.systema.ledger.Transition.Unchanged;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What the ledger promises, whatever the database.
 */
@Timeout(60)
abstract class LedgerScenarios {

	private final ManualClock clock = new ManualClock();

	private Map<String, Object> database = Map.of();

	private LedgerFixture fixture;

	/** Names an empty database. */
	abstract Map<String, Object> newDatabase();

	@BeforeEach
	void open() {
		this.database = newDatabase();
		this.fixture = new LedgerFixture(this.database, this.clock);
	}

	@AfterEach
	void close() {
		this.fixture.close();
	}

	@Test
	void acceptedRequestIsThereInTheNextRun() {
		RequestId id = this.fixture.accept();
		Entry before = this.fixture.find(id);
		reopen(Map.of());
		assertThat(this.fixture.find(id)).isEqualTo(before);
		assertThat(before.state()).isEqualTo(State.ACCEPTED);
		assertThat(before.times().acceptedAt()).isEqualTo(this.clock.instant());
		assertThat(this.fixture.ledger.countOpen()).isOne();
	}

	@Test
	void requestOfAnotherOwnerIsNotFound() {
		RequestId id = this.fixture.accept();
		assertThat(this.fixture.ledger.find("somebody else", id)).isEmpty();
	}

	@Test
	void sameKeyAndBodyIsTheSameRequest() {
		NewRequest first = this.fixture.request(new Idempotency("key", "abc"));
		NewRequest second = this.fixture.request(new Idempotency("key", "abc"));
		assertThat(accept(first)).isInstanceOf(Acceptance.Accepted.class);
		assertThat(accept(second)).isEqualTo(new Acceptance.Repeated(this.fixture.find(first.id())));
		assertThat(this.fixture.ledger.find(LedgerFixture.OWNER, second.id())).isEmpty();
		assertThat(this.fixture.outlet.taken()).hasSize(1);
		assertThat(this.fixture.outlet.released()).hasSize(1);
		assertThat(this.fixture.ledger.countOpen()).isOne();
	}

	@Test
	void sameKeyAndOtherBodyIsRefused() {
		accept(this.fixture.request(new Idempotency("key", "abc")));
		assertThat(accept(this.fixture.request(new Idempotency("key", "def")))).isEqualTo(new Acceptance.KeyReused());
	}

	@Test
	void manyWithOneKeyAtOnceAreOneRequest() {
		List<CompletableFuture<Acceptance>> acceptances = new ArrayList<>();
		for (int i = 0; i < 300; i++) {
			acceptances.add(this.fixture.ledger.accept(this.fixture.request(new Idempotency("key", "abc"))));
		}
		assertThat(acceptances.stream().map(LedgerFixture::join).filter(Acceptance.Accepted.class::isInstance))
			.hasSize(1);
		assertThat(list(null, null)).hasSize(1);
	}

	@Test
	void badRowHarmsItselfAlone() {
		RequestId taken = this.fixture.accept();
		List<CompletableFuture<Acceptance>> good = new ArrayList<>();
		CompletableFuture<Acceptance> bad = null;
		for (int i = 0; i < 200; i++) {
			good.add(this.fixture.ledger.accept(this.fixture.request()));
			if (i == 100) {
				bad = this.fixture.ledger.accept(this.fixture.request(taken, null));
			}
		}
		CompletableFuture<Acceptance> refused = bad;
		assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> LedgerFixture.join(refused))
			.withCauseInstanceOf(LedgerUnavailableException.class);
		assertThat(good.stream().map(LedgerFixture::join)).hasSize(200).allMatch(Acceptance.Accepted.class::isInstance);
		assertThat(list(null, null)).hasSize(201);
		assertThat(this.fixture.ledger.countOpen()).isEqualTo(201);
	}

	@Test
	void successCountsWhateverAttemptItIsFrom() {
		RequestId id = this.fixture.accept();
		this.fixture.stumble(id, 1);
		assertThat(this.fixture.succeed(id, 1)).isInstanceOf(Changed.class);
		assertThat(this.fixture.find(id)).returns(State.SUCCEEDED, Entry::state)
			.returns(LedgerFixture.json("{\"text\":\"done\"}"), Entry::result)
			.returns(null, Entry::error)
			.returns(Duration.ofMillis(20), (entry) -> entry.times().processing());
	}

	@Test
	void failureAndProgressOfAnOlderAttemptChangeNothing() {
		RequestId id = this.fixture.accept();
		this.fixture.stumble(id, 1);
		Entry before = this.fixture.find(id);
		assertThat(this.fixture.fail(id, 1)).isEqualTo(new Unchanged(State.ACCEPTED));
		assertThat(this.fixture.progress(id, 1, 50)).isEqualTo(new Unchanged(State.ACCEPTED));
		assertThat(this.fixture.stumble(id, 1)).isEqualTo(new Unchanged(State.ACCEPTED));
		assertThat(this.fixture.find(id)).isEqualTo(before);
		assertThat(before.attempt()).isEqualTo(2);
	}

	@Test
	void nothingLeavesAnEndedState() {
		RequestId id = this.fixture.accept();
		this.fixture.fail(id, 1);
		Entry ended = this.fixture.find(id);
		assertThat(this.fixture.succeed(id, 1)).isEqualTo(new Unchanged(State.FAILED));
		assertThat(this.fixture.fail(id, 1)).isEqualTo(new Unchanged(State.FAILED));
		assertThat(this.fixture.progress(id, 1, 99)).isEqualTo(new Unchanged(State.FAILED));
		assertThat(this.fixture.stumble(id, 1)).isEqualTo(new Unchanged(State.FAILED));
		assertThat(this.fixture.cancel(id)).isEqualTo(new Unchanged(State.FAILED));
		this.clock.advance(Duration.ofHours(1));
		this.fixture.expire();
		assertThat(this.fixture.find(id)).isEqualTo(ended);
		assertThat(this.fixture.ledger.countOpen()).isZero();
	}

	@Test
	void replyToAnUnknownRequestIsToldApart() {
		assertThat(this.fixture.succeed(RequestId.next(this.clock), 1)).isEqualTo(new Transition.Unknown());
	}

	@Test
	void progressShowsAsRunning() {
		RequestId id = this.fixture.accept();
		this.fixture.progress(id, 1, 40);
		assertThat(this.fixture.find(id)).returns(State.RUNNING, Entry::state)
			.satisfies((entry) -> assertThat(entry.progress()).isNotNull()
				.returns(40, (progress) -> progress.percent())
				.returns("getting on", (progress) -> progress.message()));
	}

	@Test
	void deadlineEndsWhatIsOpenAndOnlyThat() {
		RequestId open = this.fixture.accept();
		RequestId ended = this.fixture.accept();
		this.fixture.succeed(ended, 1);
		this.clock.advance(Duration.ofSeconds(59));
		this.fixture.expire();
		assertThat(this.fixture.find(open).state()).isEqualTo(State.ACCEPTED);
		this.clock.advance(Duration.ofSeconds(1));
		this.fixture.expire();
		assertThat(this.fixture.find(open)).returns(State.EXPIRED, Entry::state)
			.satisfies((entry) -> assertThat(entry.error()).asString().contains("deadline-exceeded"));
		assertThat(this.fixture.find(ended).state()).isEqualTo(State.SUCCEEDED);
		assertThat(this.fixture.succeed(open, 1)).isEqualTo(new Unchanged(State.EXPIRED));
	}

	@Test
	void ofDeadlineAndSuccessAtOnceExactlyOneWins() {
		List<RequestId> ids = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			ids.add(this.fixture.accept());
		}
		this.clock.advance(Duration.ofMinutes(1));
		CompletableFuture<Boolean> expiry = this.fixture.expireLater();
		List<Transition> replies = ids.stream().map((id) -> this.fixture.succeed(id, 1)).toList();
		LedgerFixture.join(expiry);
		for (int i = 0; i < ids.size(); i++) {
			State state = this.fixture.find(ids.get(i)).state();
			assertThat(replies.get(i) instanceof Changed).isEqualTo(state == State.SUCCEEDED);
		}
		assertThat(this.fixture.heard.stream().filter((entry) -> entry.state().isEnded())).hasSize(100);
		assertThat(this.fixture.ledger.countOpen()).isZero();
	}

	@Test
	void retryIsClaimedAsTheNextAttemptAfterItsPause() {
		RequestId id = this.fixture.accept();
		this.fixture.pause = Duration.ofSeconds(5);
		this.fixture.stumble(id, 1);
		assertThat(this.fixture.outbox.hasClaimable()).isFalse();
		this.clock.advance(Duration.ofSeconds(5));
		assertThat(this.fixture.outbox.hasClaimable()).isTrue();
		assertThat(claim()).singleElement()
			.returns(id, Unsent::id)
			.returns(2, Unsent::attempt)
			.returns(LedgerFixture.json("{\"text\":\"消息A\"}"), Unsent::payload);
		assertThat(claim()).isEmpty();
	}

	@Test
	void whatHasNoRoomWaitsInTheLedgerUntilClaimed() {
		this.fixture.outlet.setRoom(false);
		RequestId id = this.fixture.accept();
		assertThat(this.fixture.outlet.taken()).isEmpty();
		assertThat(claim()).singleElement().returns(id, Unsent::id);
	}

	@Test
	void whatCouldNotBePublishedIsClaimedAgain() {
		RequestId id = this.fixture.accept();
		assertThat(claim()).isEmpty();
		LedgerFixture.join(this.fixture.outbox.postpone(this.fixture.outlet.taken().get(0), Duration.ofSeconds(2)));
		assertThat(claim()).isEmpty();
		this.clock.advance(Duration.ofSeconds(2));
		assertThat(claim()).singleElement().returns(id, Unsent::id);
	}

	@Test
	void whatTheLastRunHadInItsHandsIsClaimable() {
		RequestId inHand = this.fixture.accept();
		RequestId sent = this.fixture.accept();
		this.fixture.sent(sent, 1);
		RequestId ended = this.fixture.accept();
		this.fixture.succeed(ended, 1);
		reopen(Map.of());
		assertThat(claim()).extracting(Unsent::id).containsExactly(inHand);
	}

	@Test
	void confirmedPublishShowsAsQueued() {
		RequestId id = this.fixture.accept();
		this.fixture.sent(id, 1);
		assertThat(this.fixture.find(id)).returns(State.QUEUED, Entry::state)
			.returns(this.clock.instant(), (entry) -> entry.times().sentAt());
	}

	@Test
	void replyThatOvertakesTheMarkKeepsTheTimeOfThePublish() {
		RequestId id = this.fixture.accept();
		this.fixture.outbox.sent(id, 1, Lane.INTERACTIVE);
		this.fixture.succeed(id, 1);
		LedgerFixture.join(this.fixture.outbox.writeMarks());
		assertThat(this.fixture.find(id)).returns(State.SUCCEEDED, Entry::state)
			.returns(this.clock.instant(), (entry) -> entry.times().sentAt())
			.returns(2, Entry::version);
	}

	@Test
	void markOfAnOlderAttemptChangesNothing() {
		RequestId id = this.fixture.accept();
		this.fixture.pause = Duration.ofHours(1);
		this.fixture.stumble(id, 1);
		this.fixture.sent(id, 1);
		assertThat(this.fixture.find(id).state()).isEqualTo(State.ACCEPTED);
	}

	@Test
	void lateMarkOfAnOlderAttemptDoesNotHideTheCurrentOne() {
		RequestId id = this.fixture.accept();
		this.fixture.stumble(id, 1);
		this.fixture.outbox.sent(id, 2, Lane.INTERACTIVE);
		this.fixture.outbox.sent(id, 1, Lane.INTERACTIVE);
		LedgerFixture.join(this.fixture.outbox.writeMarks());
		assertThat(this.fixture.find(id).state()).isEqualTo(State.QUEUED);
	}

	@Test
	void fullBacklogIsRefusedAndOpensAgain() {
		reopen(Map.of("asyncreply.ledger.backlog", "2"));
		RequestId first = this.fixture.accept();
		this.fixture.accept();
		assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> this.fixture.accept())
			.withCauseInstanceOf(BacklogFullException.class);
		this.fixture.succeed(first, 1);
		this.fixture.accept();
		assertThat(list(null, null)).hasSize(3);
	}

	@Test
	void moreBytesThanMayWaitForTheirCommitAreRefused() {
		reopen(Map.of("asyncreply.ledger.uncommitted", "100B"));
		assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> this.fixture.accept())
			.withCauseInstanceOf(LedgerUnavailableException.class);
		assertThat(list(null, null)).isEmpty();
	}

	@Test
	void listIsNewestFirstPagedAndFiltered() {
		List<RequestId> ids = new ArrayList<>();
		for (int i = 0; i < 5; i++) {
			ids.add(this.fixture.accept());
			this.clock.advance(Duration.ofMillis(2));
		}
		this.fixture.succeed(ids.get(1), 1);
		assertThat(list(null, null)).containsExactly(ids.get(4), ids.get(3), ids.get(2), ids.get(1), ids.get(0));
		assertThat(list(State.SUCCEEDED, null)).containsExactly(ids.get(1));
		assertThat(list(null, ids.get(2))).containsExactly(ids.get(1), ids.get(0));
		assertThat(this.fixture.ledger.list(LedgerFixture.OWNER, new Filter("other.operation", null, null, 10)))
			.isEmpty();
		assertThat(this.fixture.ledger.list(LedgerFixture.OWNER, new Filter(null, null, null, 2))).hasSize(2);
	}

	@Test
	void oldestWaitingIsTheOneThatIsNotInHandsOfAWorker() {
		assertThat(oldest()).isNull();
		RequestId first = this.fixture.accept();
		this.clock.advance(Duration.ofSeconds(1));
		this.fixture.accept();
		assertThat(oldest()).isEqualTo(this.clock.instant().minusSeconds(1));
		this.fixture.progress(first, 1, 0);
		assertThat(oldest()).isEqualTo(this.clock.instant());
	}

	@Test
	void whatHasGoneOnIsNotGivenBack() {
		RequestId id = this.fixture.accept();
		this.fixture.progress(id, 1, 10);
		LedgerFixture.join(this.fixture.outbox.postpone(this.fixture.outlet.taken().get(0), Duration.ZERO));
		assertThat(claim()).isEmpty();
	}

	@Test
	void retriesAreCountedAndEndWithTheLastFailure() {
		RequestId id = this.fixture.accept();
		assertThat(this.fixture.stumble(id, 1)).isInstanceOf(Changed.class);
		assertThat(this.fixture.stumble(id, 2)).isInstanceOf(Changed.class);
		assertThat(this.fixture.find(id)).returns(State.ACCEPTED, Entry::state).returns(3, Entry::attempt);
		this.fixture.stumble(id, 3);
		assertThat(this.fixture.find(id)).returns(State.FAILED, Entry::state).returns(3, Entry::attempt);
	}

	@Test
	void cancelEndsWhatIsOpenInEveryState() {
		RequestId accepted = this.fixture.accept();
		RequestId queued = this.fixture.accept();
		this.fixture.sent(queued, 1);
		RequestId running = this.fixture.accept();
		this.fixture.progress(running, 1, 10);
		for (RequestId id : List.of(accepted, queued, running)) {
			assertThat(this.fixture.cancel(id)).isInstanceOf(Changed.class);
			assertThat(this.fixture.find(id)).returns(State.CANCELLED, Entry::state)
				.satisfies(
						(entry) -> assertThat(entry.error()).asString().contains("urn:asyncreply:problem:cancelled"));
			assertThat(this.fixture.cancel(id)).isEqualTo(new Unchanged(State.CANCELLED));
			assertThat(this.fixture.succeed(id, 1)).isEqualTo(new Unchanged(State.CANCELLED));
		}
		assertThat(this.fixture.ledger.countOpen()).isZero();
	}

	@Test
	void onlyTheOwnerChangesARequest() {
		RequestId id = this.fixture.accept();
		assertThat(LedgerFixture.join(this.fixture.ledger.cancel("somebody else", id)))
			.isEqualTo(new Transition.Unknown());
		this.fixture.fail(id, 1);
		assertThat(LedgerFixture.join(this.fixture.ledger.reopen("somebody else", id)))
			.isEqualTo(new Transition.Unknown());
		assertThat(LedgerFixture.join(this.fixture.ledger.erase("somebody else", id)))
			.contains(new Transition.Unknown());
		assertThat(this.fixture.find(id).state()).isEqualTo(State.FAILED);
	}

	@Test
	void retryByHandOpensAnotherLifeWithTheSameTime() {
		RequestId id = this.fixture.accept();
		this.clock.advance(Duration.ofMinutes(1));
		this.fixture.expire();
		this.clock.advance(Duration.ofMinutes(5));
		assertThat(this.fixture.reopen(id)).isInstanceOf(Changed.class);
		assertThat(this.fixture.find(id)).returns(State.ACCEPTED, Entry::state)
			.returns(2, Entry::life)
			.returns(2, Entry::attempt)
			.returns(null, Entry::error)
			.returns(this.clock.instant(), (entry) -> entry.times().openedAt())
			.returns(this.clock.instant().minus(Duration.ofMinutes(6)), (entry) -> entry.times().acceptedAt())
			.returns(this.clock.instant().plus(Duration.ofMinutes(1)), (entry) -> entry.times().deadline());
		assertThat(claim()).singleElement().returns(2, Unsent::attempt);
		assertThat(this.fixture.ledger.countOpen()).isOne();
	}

	@Test
	void anotherLifeHasItsRetriesAnew() {
		RequestId id = this.fixture.accept();
		this.fixture.fail(id, 1);
		this.fixture.reopen(id);
		assertThat(this.fixture.fail(id, 1)).isEqualTo(new Unchanged(State.ACCEPTED));
		this.fixture.stumble(id, 2);
		this.fixture.stumble(id, 3);
		assertThat(this.fixture.find(id)).returns(State.ACCEPTED, Entry::state).returns(4, Entry::attempt);
		this.fixture.stumble(id, 4);
		assertThat(this.fixture.find(id).state()).isEqualTo(State.FAILED);
	}

	@Test
	void whatIsOpenOrSucceededIsNotRetried() {
		RequestId id = this.fixture.accept();
		assertThat(this.fixture.reopen(id)).isEqualTo(new Unchanged(State.ACCEPTED));
		this.fixture.succeed(id, 1);
		assertThat(this.fixture.reopen(id)).isEqualTo(new Unchanged(State.SUCCEEDED));
	}

	@Test
	void fullBacklogRefusesRetriesByHandToo() {
		RequestId id = this.fixture.accept();
		this.fixture.fail(id, 1);
		reopen(Map.of("asyncreply.ledger.backlog", "1"));
		this.fixture.accept();
		assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> this.fixture.reopen(id))
			.withCauseInstanceOf(BacklogFullException.class);
	}

	@Test
	void erasedRequestIsGoneAndRemembered() {
		NewRequest request = this.fixture.request(new Idempotency("key", "abc"));
		accept(request);
		assertThat(erase(request.id())).contains(new Unchanged(State.ACCEPTED));
		this.fixture.succeed(request.id(), 1);
		assertThat(erase(request.id())).isEmpty();
		assertThat(this.fixture.ledger.find(LedgerFixture.OWNER, request.id())).isEmpty();
		assertThat(this.fixture.ledger.isPurged(LedgerFixture.OWNER, request.id())).isTrue();
		assertThat(this.fixture.ledger.isPurged("somebody else", request.id())).isFalse();
		assertThat(erase(request.id())).contains(new Transition.Gone());
		assertThat(this.fixture.cancel(request.id())).isEqualTo(new Transition.Gone());
		assertThat(this.fixture.succeed(request.id(), 1)).isEqualTo(new Transition.Gone());
		assertThat(accept(this.fixture.request(new Idempotency("key", "def")))).isInstanceOf(Acceptance.Accepted.class);
	}

	@Test
	void whatEndedLongAgoIsPurgedAndThenForgotten() {
		reopen(Map.of("asyncreply.retention.requests", "1h", "asyncreply.retention.tombstones", "2h",
				"asyncreply.retention.pause", "1h"));
		RequestId open = RequestId.next(this.clock);
		accept(this.fixture.requestUntil(this.clock.instant().plus(Duration.ofDays(1)), open));
		List<NewRequest> requests = Stream.generate(this.fixture::request).limit(1_200).toList();
		requests.stream().map(this.fixture.ledger::accept).toList().forEach(LedgerFixture::join);
		List<RequestId> ended = requests.stream().map(NewRequest::id).toList();
		ended.forEach((id) -> this.fixture.succeed(id, 1));
		this.clock.advance(Duration.ofMinutes(59));
		this.fixture.purge();
		assertThat(list(State.SUCCEEDED, null)).hasSize(1_000);
		this.clock.advance(Duration.ofMinutes(2));
		RequestId young = this.fixture.accept();
		this.fixture.succeed(young, 1);
		this.fixture.purge();
		assertThat(list(null, null)).containsExactlyInAnyOrder(open, young);
		assertThat(ended).allMatch((id) -> this.fixture.ledger.isPurged(LedgerFixture.OWNER, id));
		this.clock.advance(Duration.ofHours(2));
		this.fixture.purge();
		assertThat(ended).noneMatch((id) -> this.fixture.ledger.isPurged(LedgerFixture.OWNER, id));
		assertThat(this.fixture.find(open).state()).isEqualTo(State.ACCEPTED);
	}

	@Test
	void duringAnOutageDeadlinesSpareWhatMayBeAnswered() {
		this.fixture.grace = Duration.ofMinutes(10);
		RequestId sent = this.fixture.accept();
		this.fixture.sent(sent, 1);
		this.fixture.outlet.setRoom(false);
		RequestId unsent = this.fixture.accept();
		this.clock.advance(Duration.ofMinutes(2));
		this.fixture.expire();
		assertThat(this.fixture.find(sent).state()).isEqualTo(State.QUEUED);
		assertThat(this.fixture.find(unsent).state()).isEqualTo(State.EXPIRED);
		this.fixture.grace = Duration.ZERO;
		this.fixture.expire();
		assertThat(this.fixture.find(sent).state()).isEqualTo(State.EXPIRED);
	}

	@Test
	void lostRequestIsPublishedAgainAsTheSameAttempt() {
		RequestId lost = this.fixture.accept();
		RequestId answered = this.fixture.accept();
		this.fixture.sent(lost, 1);
		this.fixture.sent(answered, 1);
		List<Unanswered> found = this.fixture.outbox.findUnanswered("text.process", Lane.INTERACTIVE,
				this.clock.instant().plusSeconds(1), 10);
		assertThat(found).extracting(Unanswered::id).containsExactlyInAnyOrder(lost, answered);
		this.fixture.succeed(answered, 1);
		assertThat(LedgerFixture.join(this.fixture.outbox.redrive(found))).isOne();
		assertThat(this.fixture.find(lost).state()).isEqualTo(State.QUEUED);
		assertThat(claim()).singleElement().returns(lost, Unsent::id).returns(1, Unsent::attempt);
		this.clock.advance(Duration.ofSeconds(2));
		this.fixture.sent(lost, 1);
		assertThat(this.fixture.outbox.findUnanswered("text.process", Lane.INTERACTIVE, this.clock.instant(), 10))
			.isEmpty();
	}

	@Test
	void suspectIsLookedForInTheQueueOfSuspects() {
		RequestId id = this.fixture.accept();
		this.fixture.sent(id, 1);
		this.fixture.outbox.sent(id, 1, Lane.SUSPECT);
		LedgerFixture.join(this.fixture.outbox.writeMarks());
		Instant later = this.clock.instant().plusSeconds(1);
		assertThat(this.fixture.outbox.findUnanswered("text.process", Lane.INTERACTIVE, later, 10)).isEmpty();
		List<Unanswered> found = this.fixture.outbox.findUnanswered("text.process", Lane.SUSPECT, later, 10);
		assertThat(LedgerFixture.join(this.fixture.outbox.redrive(found))).isOne();
		assertThat(claim()).singleElement().returns(Lane.SUSPECT, Unsent::lane);
	}

	private Object oldest() {
		return this.fixture.ledger.oldestWaiting("text.process", Lane.INTERACTIVE).orElse(null);
	}

	private Optional<Transition> erase(RequestId id) {
		return LedgerFixture.join(this.fixture.ledger.erase(LedgerFixture.OWNER, id));
	}

	private Acceptance accept(NewRequest request) {
		return LedgerFixture.join(this.fixture.ledger.accept(request));
	}

	private List<Unsent> claim() {
		return LedgerFixture.join(this.fixture.outbox.claim(100));
	}

	private List<RequestId> list(State state, RequestId before) {
		return this.fixture.ledger.list(LedgerFixture.OWNER, new Filter(null, state, before, 1_000))
			.stream()
			.map(Entry::id)
			.toList();
	}

	private void reopen(Map<String, Object> settings) {
		this.fixture.close();
		Map<String, Object> properties = new HashMap<>(this.database);
		properties.putAll(settings);
		this.fixture = new LedgerFixture(properties, this.clock);
	}

}
