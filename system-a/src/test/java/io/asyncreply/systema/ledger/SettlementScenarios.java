package io.asyncreply.systema.ledger;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.asyncreply.messages.Durations;
import io.asyncreply.messages.Json;
import io.asyncreply.messages.Reply;
import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.ledger.Transition.Changed;
import io.asyncreply.systema.ledger.Transition.Unchanged;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How replies and deadlines change a request, and what they cannot change.
 */
interface SettlementScenarios extends Scenarios {

	@Test
	default void successCountsWhateverAttemptItIsFrom() {
		RequestId id = fixture().accept();
		fixture().stumble(id, 1);
		assertThat(fixture().succeed(id, 1)).isInstanceOf(Changed.class);
		assertThat(fixture().find(id)).returns(State.SUCCEEDED, Entry::state)
			.returns(LedgerFixture.json("{\"text\":\"done\"}"), Entry::result)
			.returns(null, Entry::error)
			.returns(Duration.ofMillis(20), (entry) -> entry.times().processing());
	}

	@Test
	default void lastErrorStaysWithTheRequestWhileItIsTriedAgain() {
		RequestId id = fixture().accept();
		fixture().stumble(id, 1);
		assertThat(fixture().find(id).error()).isNotNull();
		fixture().progress(id, 2, 50);
		assertThat(fixture().find(id).error()).isNotNull();
		assertThat(fixture().ledger.dispatchAt(id)).isEmpty();
	}

	@Test
	default void failureAndProgressOfAnOlderAttemptChangeNothing() {
		RequestId id = fixture().accept();
		fixture().stumble(id, 1);
		Entry before = fixture().find(id);
		assertThat(fixture().fail(id, 1)).isEqualTo(new Unchanged(State.ACCEPTED));
		assertThat(fixture().progress(id, 1, 50)).isEqualTo(new Unchanged(State.ACCEPTED));
		assertThat(fixture().stumble(id, 1)).isEqualTo(new Unchanged(State.ACCEPTED));
		assertThat(fixture().find(id)).isEqualTo(before);
		assertThat(before.attempt()).isEqualTo(2);
	}

	@Test
	default void payloadGoesWithSuccessAndStaysForARetryOtherwise() {
		RequestId known = fixture().accept();
		fixture().outlet.taken().forEach(fixture().outbox::sent);
		RequestId unknown = fixture().accept();
		RequestId failed = fixture().accept();
		fixture().succeed(known, 1);
		fixture().succeed(unknown, 1);
		fixture().fail(failed, 1);
		assertThat(fixture().keepsPayload(known)).isFalse();
		assertThat(fixture().keepsPayload(unknown)).isFalse();
		assertThat(fixture().keepsPayload(failed)).isTrue();
		assertThat(fixture().find(known).result()).isNotNull();
	}

	@Test
	default void nothingLeavesAnEndedState() {
		RequestId id = fixture().accept();
		fixture().fail(id, 1);
		Entry ended = fixture().find(id);
		assertThat(fixture().succeed(id, 1)).isEqualTo(new Unchanged(State.FAILED));
		assertThat(fixture().fail(id, 1)).isEqualTo(new Unchanged(State.FAILED));
		assertThat(fixture().progress(id, 1, 99)).isEqualTo(new Unchanged(State.FAILED));
		assertThat(fixture().stumble(id, 1)).isEqualTo(new Unchanged(State.FAILED));
		assertThat(fixture().cancel(id)).isEqualTo(new Unchanged(State.FAILED));
		fixture().clock.advance(Duration.ofHours(1));
		fixture().expire();
		assertThat(fixture().find(id)).isEqualTo(ended);
		assertThat(fixture().ledger.countOpen()).isZero();
	}

	@Test
	default void replyToAnUnknownRequestIsToldApart() {
		assertThat(fixture().succeed(RequestId.next(fixture().clock), 1)).isEqualTo(new Transition.Unknown());
	}

	@Test
	default void progressShowsAsRunning() {
		RequestId id = fixture().accept();
		fixture().progress(id, 1, 40);
		assertThat(fixture().find(id)).returns(State.RUNNING, Entry::state)
			.satisfies((entry) -> assertThat(entry.progress()).isNotNull()
				.returns(40, (progress) -> progress.percent())
				.returns("getting on", (progress) -> progress.message()));
	}

	@Test
	default void retriesAreCountedAndEndWithTheLastFailure() {
		RequestId id = fixture().accept();
		assertThat(fixture().stumble(id, 1)).isInstanceOf(Changed.class);
		assertThat(fixture().stumble(id, 2)).isInstanceOf(Changed.class);
		assertThat(fixture().find(id)).returns(State.ACCEPTED, Entry::state).returns(3, Entry::attempt);
		fixture().stumble(id, 3);
		assertThat(fixture().find(id)).returns(State.FAILED, Entry::state).returns(3, Entry::attempt);
	}

	@Test
	default void deadlineEndsWhatIsOpenAndOnlyThat() {
		RequestId open = fixture().accept();
		RequestId ended = fixture().accept();
		fixture().succeed(ended, 1);
		fixture().clock.advance(Duration.ofSeconds(59));
		fixture().expire();
		assertThat(fixture().find(open).state()).isEqualTo(State.ACCEPTED);
		fixture().clock.advance(Duration.ofSeconds(1));
		fixture().expire();
		assertThat(fixture().find(open)).returns(State.EXPIRED, Entry::state)
			.satisfies((entry) -> assertThat(entry.error()).asString().contains("deadline-exceeded"));
		assertThat(fixture().find(ended).state()).isEqualTo(State.SUCCEEDED);
		assertThat(fixture().succeed(open, 1)).isEqualTo(new Unchanged(State.EXPIRED));
	}

	@Test
	default void duringAnOutageDeadlinesSpareWhatMayBeAnswered() {
		fixture().grace = Duration.ofMinutes(10);
		RequestId sent = fixture().accept();
		fixture().sent(sent, 1);
		fixture().outlet.setRoom(false);
		RequestId unsent = fixture().accept();
		fixture().clock.advance(Duration.ofMinutes(2));
		fixture().expire();
		assertThat(fixture().find(sent).state()).isEqualTo(State.QUEUED);
		assertThat(fixture().find(unsent).state()).isEqualTo(State.EXPIRED);
		fixture().grace = Duration.ZERO;
		fixture().expire();
		assertThat(fixture().find(sent).state()).isEqualTo(State.EXPIRED);
	}

	@Test
	default void whatIsSaidAtOnceCountsInItsOrder() {
		List<RequestId> ids = Stream.generate(() -> fixture().accept()).limit(100).toList();
		fixture().outlet.taken().forEach(fixture().outbox::sent);
		Reply success = new Reply.Succeeded(LedgerFixture.json("{}"), Durations.NONE);
		List<CompletableFuture<Transition>> successes = new ArrayList<>();
		List<CompletableFuture<Transition>> later = new ArrayList<>();
		for (RequestId id : ids) {
			successes.add(fixture().recordLater(id, 1, success));
			later.add(fixture().recordLater(id, 1, new Reply.Progress(99, "getting on")));
			later.add(fixture().recordLater(id, 1, success));
			later.add(fixture().ledger.cancel(LedgerFixture.OWNER, id));
		}
		assertThat(successes).extracting(LedgerFixture::join).hasOnlyElementsOfType(Changed.class);
		assertThat(later).extracting(LedgerFixture::join).containsOnly(new Unchanged(State.SUCCEEDED));
		assertThat(fixture().heard).filteredOn((entry) -> entry.state() != State.ACCEPTED)
			.hasSize(100)
			.allMatch((entry) -> entry.equals(fixture().find(entry.id())));
		assertThat(fixture().ledger.countOpen()).isZero();
	}

	@Test
	default void ofManySuccessesAtOnceEachFindsItsRow() {
		List<RequestId> ids = Stream.generate(() -> fixture().accept()).limit(100).toList();
		fixture().outlet.taken().forEach(fixture().outbox::sent);
		List<CompletableFuture<Transition>> changes = new ArrayList<>();
		fixture().together(() -> {
			for (int i = 0; i < ids.size(); i++) {
				if (i % 3 == 0) {
					changes.add(fixture().recordLater(ids.get(i), 1, new Reply.Progress(50, "half")));
				}
				Json result = LedgerFixture.json("{\"n\":" + i + "}");
				changes.add(fixture().recordLater(ids.get(i), 1, new Reply.Succeeded(result, Durations.NONE)));
			}
		});
		assertThat(changes).extracting(LedgerFixture::join).hasOnlyElementsOfType(Changed.class);
		for (int i = 0; i < ids.size(); i++) {
			Entry entry = fixture().find(ids.get(i));
			assertThat(entry.result()).isEqualTo(LedgerFixture.json("{\"n\":" + i + "}"));
			assertThat(entry.version()).isEqualTo((i % 3 == 0) ? 3 : 2);
			assertThat(fixture().heard).contains(entry);
		}
	}

	@Test
	default void whatComesTogetherIsCommittedTogether() {
		List<RequestId> ids = Stream.generate(() -> fixture().accept()).limit(20).toList();
		Reply success = new Reply.Succeeded(LedgerFixture.json("{}"), Durations.NONE);
		List<CompletableFuture<Transition>> successes = new ArrayList<>();
		fixture().together(() -> {
			ids.forEach((id) -> successes.add(fixture().recordLater(id, 1, success)));
			// Reading takes long enough for the writer to commit what it could.
			assertThat(Stream.concat(ids.stream(), ids.stream())).extracting((id) -> fixture().find(id).state())
				.containsOnly(State.ACCEPTED);
		});
		assertThat(successes).extracting(LedgerFixture::join).hasOnlyElementsOfType(Changed.class);
		assertThat(ids).allMatch((id) -> fixture().find(id).state() == State.SUCCEEDED);
	}

	@Test
	default void ofDeadlineAndSuccessAtOnceExactlyOneWins() {
		List<RequestId> ids = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			ids.add(fixture().accept());
		}
		fixture().clock.advance(Duration.ofMinutes(1));
		CompletableFuture<Boolean> expiry = fixture().expireLater();
		List<Transition> replies = ids.stream().map((id) -> fixture().succeed(id, 1)).toList();
		LedgerFixture.join(expiry);
		for (int i = 0; i < ids.size(); i++) {
			State state = fixture().find(ids.get(i)).state();
			assertThat(replies.get(i) instanceof Changed).isEqualTo(state == State.SUCCEEDED);
		}
		assertThat(fixture().heard.stream().filter((entry) -> entry.state().isEnded())).hasSize(100);
		assertThat(fixture().ledger.countOpen()).isZero();
	}

}
