package io.asyncreply.systema.ledger;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.asyncreply.messages.RawJson;
import io.asyncreply.messages.Reply;
import io.asyncreply.messages.ReplyTimings;
import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.ledger.model.RequestState;
import io.asyncreply.systema.ledger.model.StoredRequest;
import io.asyncreply.systema.ledger.model.TransitionResult;
import io.asyncreply.systema.ledger.model.TransitionResult.Changed;
import io.asyncreply.systema.ledger.model.TransitionResult.Unchanged;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How replies and deadlines change a request, and what they cannot change.
 */
interface ReplyScenarios extends LedgerFixtureProvider {

	@Test
	default void successCountsWhateverAttemptItIsFrom() {
		RequestId id = fixture().accept();
		fixture().stumble(id, 1);
		assertThat(fixture().succeed(id, 1)).isInstanceOf(Changed.class);
		assertThat(fixture().find(id)).returns(RequestState.SUCCEEDED, StoredRequest::state)
			.returns(LedgerFixture.json("{\"text\":\"done\"}"), StoredRequest::result)
			.returns(null, StoredRequest::error)
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
		StoredRequest before = fixture().find(id);
		assertThat(fixture().fail(id, 1)).isEqualTo(new Unchanged(RequestState.ACCEPTED));
		assertThat(fixture().progress(id, 1, 50)).isEqualTo(new Unchanged(RequestState.ACCEPTED));
		assertThat(fixture().stumble(id, 1)).isEqualTo(new Unchanged(RequestState.ACCEPTED));
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
		StoredRequest ended = fixture().find(id);
		assertThat(fixture().succeed(id, 1)).isEqualTo(new Unchanged(RequestState.FAILED));
		assertThat(fixture().fail(id, 1)).isEqualTo(new Unchanged(RequestState.FAILED));
		assertThat(fixture().progress(id, 1, 99)).isEqualTo(new Unchanged(RequestState.FAILED));
		assertThat(fixture().stumble(id, 1)).isEqualTo(new Unchanged(RequestState.FAILED));
		assertThat(fixture().cancel(id)).isEqualTo(new Unchanged(RequestState.FAILED));
		fixture().clock.advance(Duration.ofHours(1));
		fixture().expire();
		assertThat(fixture().find(id)).isEqualTo(ended);
		assertThat(fixture().ledger.countOpen()).isZero();
	}

	@Test
	default void replyToAnUnknownRequestIsToldApart() {
		assertThat(fixture().succeed(RequestId.next(fixture().clock), 1)).isEqualTo(new TransitionResult.NotFound());
	}

	@Test
	default void progressShowsAsRunning() {
		RequestId id = fixture().accept();
		fixture().progress(id, 1, 40);
		assertThat(fixture().find(id)).returns(RequestState.RUNNING, StoredRequest::state)
			.satisfies((entry) -> assertThat(entry.progress()).isNotNull()
				.returns(40, (progress) -> progress.percent())
				.returns("getting on", (progress) -> progress.message()));
	}

	@Test
	default void retriesAreCountedAndEndWithTheLastFailure() {
		RequestId id = fixture().accept();
		assertThat(fixture().stumble(id, 1)).isInstanceOf(Changed.class);
		assertThat(fixture().stumble(id, 2)).isInstanceOf(Changed.class);
		assertThat(fixture().find(id)).returns(RequestState.ACCEPTED, StoredRequest::state)
			.returns(3, StoredRequest::attempt);
		fixture().stumble(id, 3);
		assertThat(fixture().find(id)).returns(RequestState.FAILED, StoredRequest::state)
			.returns(3, StoredRequest::attempt);
	}

	@Test
	default void deadlineEndsWhatIsOpenAndOnlyThat() {
		RequestId open = fixture().accept();
		RequestId ended = fixture().accept();
		fixture().succeed(ended, 1);
		fixture().clock.advance(Duration.ofSeconds(59));
		fixture().expire();
		assertThat(fixture().find(open).state()).isEqualTo(RequestState.ACCEPTED);
		fixture().clock.advance(Duration.ofSeconds(1));
		fixture().expire();
		assertThat(fixture().find(open)).returns(RequestState.EXPIRED, StoredRequest::state)
			.satisfies((entry) -> assertThat(entry.error()).asString().contains("deadline-exceeded"));
		assertThat(fixture().find(ended).state()).isEqualTo(RequestState.SUCCEEDED);
		assertThat(fixture().succeed(open, 1)).isEqualTo(new Unchanged(RequestState.EXPIRED));
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
		assertThat(fixture().find(sent).state()).isEqualTo(RequestState.QUEUED);
		assertThat(fixture().find(unsent).state()).isEqualTo(RequestState.EXPIRED);
		fixture().grace = Duration.ZERO;
		fixture().expire();
		assertThat(fixture().find(sent).state()).isEqualTo(RequestState.EXPIRED);
	}

	@Test
	default void whatIsSaidAtOnceCountsInItsOrder() {
		List<RequestId> ids = Stream.generate(() -> fixture().accept()).limit(100).toList();
		fixture().outlet.taken().forEach(fixture().outbox::sent);
		Reply success = new Reply.Succeeded(LedgerFixture.json("{}"), ReplyTimings.NONE);
		List<CompletableFuture<TransitionResult>> successes = new ArrayList<>();
		List<CompletableFuture<TransitionResult>> later = new ArrayList<>();
		for (RequestId id : ids) {
			successes.add(fixture().recordLater(id, 1, success));
			later.add(fixture().recordLater(id, 1, new Reply.Progress(99, "getting on")));
			later.add(fixture().recordLater(id, 1, success));
			later.add(fixture().ledger.cancel(LedgerFixture.OWNER, id));
		}
		assertThat(successes).extracting(LedgerFixture::join).hasOnlyElementsOfType(Changed.class);
		assertThat(later).extracting(LedgerFixture::join).containsOnly(new Unchanged(RequestState.SUCCEEDED));
		assertThat(fixture().heard).filteredOn((entry) -> entry.state() != RequestState.ACCEPTED)
			.hasSize(100)
			.allMatch((entry) -> entry.equals(fixture().find(entry.id())));
		assertThat(fixture().ledger.countOpen()).isZero();
	}

	@Test
	default void ofManySuccessesAtOnceEachFindsItsRow() {
		List<RequestId> ids = Stream.generate(() -> fixture().accept()).limit(100).toList();
		fixture().outlet.taken().forEach(fixture().outbox::sent);
		List<CompletableFuture<TransitionResult>> changes = new ArrayList<>();
		fixture().together(() -> {
			for (int i = 0; i < ids.size(); i++) {
				if (i % 3 == 0) {
					changes.add(fixture().recordLater(ids.get(i), 1, new Reply.Progress(50, "half")));
				}
				RawJson result = LedgerFixture.json("{\"n\":" + i + "}");
				changes.add(fixture().recordLater(ids.get(i), 1, new Reply.Succeeded(result, ReplyTimings.NONE)));
			}
		});
		assertThat(changes).extracting(LedgerFixture::join).hasOnlyElementsOfType(Changed.class);
		for (int i = 0; i < ids.size(); i++) {
			StoredRequest entry = fixture().find(ids.get(i));
			assertThat(entry.result()).isEqualTo(LedgerFixture.json("{\"n\":" + i + "}"));
			assertThat(entry.version()).isEqualTo((i % 3 == 0) ? 3 : 2);
			assertThat(fixture().heard).contains(entry);
		}
	}

	@Test
	default void whatComesTogetherIsCommittedTogether() {
		List<RequestId> ids = Stream.generate(() -> fixture().accept()).limit(20).toList();
		Reply success = new Reply.Succeeded(LedgerFixture.json("{}"), ReplyTimings.NONE);
		List<CompletableFuture<TransitionResult>> successes = new ArrayList<>();
		fixture().together(() -> {
			ids.forEach((id) -> successes.add(fixture().recordLater(id, 1, success)));
			// Reading takes long enough for the writer to commit what it could.
			assertThat(Stream.concat(ids.stream(), ids.stream())).extracting((id) -> fixture().find(id).state())
				.containsOnly(RequestState.ACCEPTED);
		});
		assertThat(successes).extracting(LedgerFixture::join).hasOnlyElementsOfType(Changed.class);
		assertThat(ids).allMatch((id) -> fixture().find(id).state() == RequestState.SUCCEEDED);
	}

	@Test
	default void ofDeadlineAndSuccessAtOnceExactlyOneWins() {
		List<RequestId> ids = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			ids.add(fixture().accept());
		}
		fixture().clock.advance(Duration.ofMinutes(1));
		CompletableFuture<Boolean> expiry = fixture().expireLater();
		List<TransitionResult> replies = ids.stream().map((id) -> fixture().succeed(id, 1)).toList();
		LedgerFixture.join(expiry);
		for (int i = 0; i < ids.size(); i++) {
			RequestState state = fixture().find(ids.get(i)).state();
			assertThat(replies.get(i) instanceof Changed).isEqualTo(state == RequestState.SUCCEEDED);
		}
		assertThat(fixture().heard.stream().filter((entry) -> entry.state().isEnded())).hasSize(100);
		assertThat(fixture().ledger.countOpen()).isZero();
	}

}
