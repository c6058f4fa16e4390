package io.asyncreply.systema.ledger;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

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
		LedgerFixture.join(this.fixture.ledger.retry(id, 1, Duration.ZERO));
		assertThat(this.fixture.succeed(id, 1)).isInstanceOf(Changed.class);
		assertThat(this.fixture.find(id)).returns(State.SUCCEEDED, Entry::state)
			.returns(LedgerFixture.json("{\"text\":\"done\"}"), Entry::result)
			.returns(null, Entry::error)
			.returns(Duration.ofMillis(20), (entry) -> entry.times().processing());
	}

	@Test
	void failureAndProgressOfAnOlderAttemptChangeNothing() {
		RequestId id = this.fixture.accept();
		LedgerFixture.join(this.fixture.ledger.retry(id, 1, Duration.ZERO));
		Entry before = this.fixture.find(id);
		assertThat(this.fixture.fail(id, 1)).isEqualTo(new Unchanged(State.ACCEPTED));
		assertThat(this.fixture.progress(id, 1, 50)).isEqualTo(new Unchanged(State.ACCEPTED));
		assertThat(LedgerFixture.join(this.fixture.ledger.retry(id, 1, Duration.ZERO)))
			.isEqualTo(new Unchanged(State.ACCEPTED));
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
		assertThat(LedgerFixture.join(this.fixture.ledger.retry(id, 1, Duration.ZERO)))
			.isEqualTo(new Unchanged(State.FAILED));
		this.clock.advance(Duration.ofHours(1));
		LedgerFixture.join(this.fixture.ledger.expire());
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
		LedgerFixture.join(this.fixture.ledger.expire());
		assertThat(this.fixture.find(open).state()).isEqualTo(State.ACCEPTED);
		this.clock.advance(Duration.ofSeconds(1));
		LedgerFixture.join(this.fixture.ledger.expire());
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
		CompletableFuture<Boolean> expiry = this.fixture.ledger.expire();
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
		LedgerFixture.join(this.fixture.ledger.retry(id, 1, Duration.ofSeconds(5)));
		assertThat(this.fixture.ledger.hasClaimable()).isFalse();
		this.clock.advance(Duration.ofSeconds(5));
		assertThat(this.fixture.ledger.hasClaimable()).isTrue();
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
		LedgerFixture.join(this.fixture.ledger.postpone(id, 1, Duration.ofSeconds(2)));
		assertThat(claim()).isEmpty();
		this.clock.advance(Duration.ofSeconds(2));
		assertThat(claim()).singleElement().returns(id, Unsent::id);
	}

	@Test
	void whatTheLastRunHadInItsHandsIsClaimable() {
		RequestId inHand = this.fixture.accept();
		RequestId sent = this.fixture.accept();
		this.fixture.ledger.sent(sent, 1, this.clock.instant());
		LedgerFixture.join(this.fixture.ledger.writeMarks());
		RequestId ended = this.fixture.accept();
		this.fixture.succeed(ended, 1);
		reopen(Map.of());
		assertThat(claim()).extracting(Unsent::id).containsExactly(inHand);
	}

	@Test
	void confirmedPublishShowsAsQueued() {
		RequestId id = this.fixture.accept();
		this.fixture.ledger.sent(id, 1, this.clock.instant());
		LedgerFixture.join(this.fixture.ledger.writeMarks());
		assertThat(this.fixture.find(id)).returns(State.QUEUED, Entry::state)
			.returns(this.clock.instant(), (entry) -> entry.times().sentAt());
	}

	@Test
	void replyThatOvertakesTheMarkKeepsTheTimeOfThePublish() {
		RequestId id = this.fixture.accept();
		this.fixture.ledger.sent(id, 1, this.clock.instant());
		this.fixture.succeed(id, 1);
		LedgerFixture.join(this.fixture.ledger.writeMarks());
		assertThat(this.fixture.find(id)).returns(State.SUCCEEDED, Entry::state)
			.returns(this.clock.instant(), (entry) -> entry.times().sentAt())
			.returns(2, Entry::version);
	}

	@Test
	void markOfAnOlderAttemptChangesNothing() {
		RequestId id = this.fixture.accept();
		LedgerFixture.join(this.fixture.ledger.retry(id, 1, Duration.ofHours(1)));
		this.fixture.ledger.sent(id, 1, this.clock.instant());
		LedgerFixture.join(this.fixture.ledger.writeMarks());
		assertThat(this.fixture.find(id).state()).isEqualTo(State.ACCEPTED);
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

	private Object oldest() {
		return this.fixture.ledger.oldestWaiting("text.process", Lane.INTERACTIVE).orElse(null);
	}

	private Acceptance accept(NewRequest request) {
		return LedgerFixture.join(this.fixture.ledger.accept(request));
	}

	private List<Unsent> claim() {
		return LedgerFixture.join(this.fixture.ledger.claim(100));
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
