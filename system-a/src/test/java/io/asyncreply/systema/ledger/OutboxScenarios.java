package io.asyncreply.systema.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.asyncreply.messages.Lane;
import io.asyncreply.messages.Request;
import io.asyncreply.messages.RequestId;
import io.asyncreply.messages.RequestQueue;
import io.asyncreply.systema.ledger.model.InFlightRequest;
import io.asyncreply.systema.ledger.model.NewRequest;
import io.asyncreply.systema.ledger.model.OutboxEntry;
import io.asyncreply.systema.ledger.model.RequestState;
import io.asyncreply.systema.ledger.model.StoredRequest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/**
 * How requests get from the ledger to the exchange: claimed, given back, marked as sent,
 * found lost.
 */
interface OutboxScenarios extends LedgerFixtureProvider {

	@Test
	default void whatHasNoRoomWaitsInTheLedgerUntilClaimed() {
		fixture().outlet.setRoom(false);
		RequestId id = fixture().accept();
		assertThat(fixture().outlet.taken()).isEmpty();
		assertThat(fixture().claim()).singleElement().returns(id, OutboxEntry::id);
	}

	@Test
	default void whatWaitsInBulkIsClaimedLast() {
		fixture().outlet.setRoom(false);
		NewRequest bulk = fixture().request(Lane.BULK);
		fixture().accept(bulk);
		fixture().clock.advance(Duration.ofSeconds(1));
		RequestId interactive = fixture().accept();
		assertThat(fixture().claim(1)).extracting(OutboxEntry::id).containsExactly(interactive);
		assertThat(fixture().hasClaimable()).isTrue();
		assertThat(fixture().claim()).extracting(OutboxEntry::id).containsExactly(bulk.id());
		assertThat(fixture().hasClaimable()).isFalse();
	}

	@Test
	default void pageIsFilledInTheOrderOfTheQueues() {
		fixture().outlet.setRoom(false);
		List<RequestId> waiting = List.of(fixture().accept(), fixture().accept());
		NewRequest bulk = fixture().request(Lane.BULK);
		fixture().accept(bulk);
		RequestQueue bulkQueue = new RequestQueue(bulk.operation(), Lane.BULK);
		RequestQueue interactiveQueue = new RequestQueue(bulk.operation(), Lane.INTERACTIVE);
		assertThat(LedgerFixture.join(fixture().outbox.claim(List.of(bulkQueue, interactiveQueue), 2)))
			.extracting(OutboxEntry::id)
			.containsExactly(bulk.id(), waiting.get(0));
	}

	@Test
	default void queueThatIsNotAskedForIsLeftAlone() {
		fixture().outlet.setRoom(false);
		RequestId id = fixture().accept();
		List<RequestQueue> others = List.of(new RequestQueue("text.process", Lane.BULK),
				new RequestQueue("work.simulate", Lane.INTERACTIVE));
		assertThat(fixture().outbox.hasClaimable(others)).isFalse();
		assertThat(LedgerFixture.join(fixture().outbox.claim(others, 100))).isEmpty();
		assertThat(fixture().claim()).singleElement().returns(id, OutboxEntry::id);
	}

	@Test
	default void retryIsClaimedAsTheNextAttemptAfterItsPause() {
		RequestId id = fixture().accept();
		fixture().pause = Duration.ofSeconds(5);
		fixture().stumble(id, 1);
		assertThat(fixture().hasClaimable()).isFalse();
		fixture().clock.advance(Duration.ofSeconds(5));
		assertThat(fixture().hasClaimable()).isTrue();
		assertThat(fixture().claim()).singleElement()
			.returns(id, OutboxEntry::id)
			.returns(2, OutboxEntry::attempt)
			.returns(LedgerFixture.json("{\"text\":\"消息A\"}"), OutboxEntry::payload);
		assertThat(fixture().claim()).isEmpty();
	}

	@Test
	default void whatCouldNotBePublishedIsClaimedAgain() {
		RequestId id = fixture().accept();
		assertThat(fixture().claim()).isEmpty();
		LedgerFixture.join(fixture().outbox.postpone(fixture().outlet.taken().get(0), Duration.ofSeconds(2)));
		assertThat(fixture().claim()).isEmpty();
		fixture().clock.advance(Duration.ofSeconds(2));
		assertThat(fixture().claim()).singleElement().returns(id, OutboxEntry::id);
	}

	@Test
	default void whatHasGoneOnIsNotGivenBack() {
		RequestId id = fixture().accept();
		fixture().progress(id, 1, 10);
		LedgerFixture.join(fixture().outbox.postpone(fixture().outlet.taken().get(0), Duration.ZERO));
		assertThat(fixture().claim()).isEmpty();
	}

	@Test
	default void whatTheLastRunHadInItsHandsIsClaimable() {
		RequestId inHand = fixture().accept();
		RequestId sent = fixture().accept();
		fixture().sent(sent, 1);
		RequestId ended = fixture().accept();
		fixture().succeed(ended, 1);
		fixture().restart(Map.of());
		assertThat(fixture().claim()).extracting(OutboxEntry::id).containsExactly(inHand);
	}

	@Test
	default void traceSurvivesEveryRunAndEveryAttempt() {
		RequestId id = fixture().accept();
		assertThat(fixture().outlet.taken()).singleElement().returns(LedgerFixture.TRACE, OutboxEntry::trace);
		fixture().restart(Map.of());
		assertThat(fixture().claim()).singleElement().returns(LedgerFixture.TRACE, OutboxEntry::trace);
		fixture().stumble(id, 1);
		assertThat(fixture().claim()).singleElement()
			.returns(2, OutboxEntry::attempt)
			.returns(LedgerFixture.TRACE, OutboxEntry::trace);
		fixture().fail(id, 2);
		fixture().reopen(id);
		assertThat(fixture().claim()).singleElement()
			.returns(3, OutboxEntry::attempt)
			.returns(LedgerFixture.TRACE, OutboxEntry::trace);
	}

	@Test
	default void requestMayBelongToNoTrace() {
		fixture().outlet.setRoom(false);
		LedgerFixture.join(fixture().ledger
			.accept(fixture().requestUntil(fixture().clock.instant().plusSeconds(1), RequestId.next(fixture().clock))));
		assertThat(fixture().claim()).singleElement().returns(null, OutboxEntry::trace);
	}

	@Test
	default void confirmedPublishShowsAsQueued() {
		RequestId id = fixture().accept();
		fixture().sent(id, 1);
		assertThat(fixture().find(id)).returns(RequestState.QUEUED, StoredRequest::state)
			.returns(fixture().clock.instant(), (entry) -> entry.times().sentAt());
	}

	@Test
	default void replyThatOvertakesTheMarkKeepsTheTimeOfThePublish() {
		RequestId id = fixture().accept();
		fixture().outbox.sent(id, 1, Lane.INTERACTIVE);
		fixture().succeed(id, 1);
		fixture().writeMarks();
		assertThat(fixture().find(id)).returns(RequestState.SUCCEEDED, StoredRequest::state)
			.returns(fixture().clock.instant(), (entry) -> entry.times().sentAt())
			.returns(2, StoredRequest::version);
	}

	@Test
	default void whatIsHeardOfAPublishAndOfSuccessIsWhatTheRowSays() {
		RequestId quick = fixture().accept();
		RequestId slow = fixture().accept();
		fixture().outlet.taken().forEach(fixture().outbox::sent);
		fixture().clock.advance(Duration.ofNanos(1_234_567));
		fixture().succeed(quick, 1);
		assertThat(fixture().lastHeard()).isEqualTo(fixture().find(quick)).returns(2, StoredRequest::version);
		fixture().writeMarks();
		assertThat(fixture().lastHeard()).isEqualTo(fixture().find(slow))
			.returns(RequestState.QUEUED, StoredRequest::state);
		fixture().succeed(slow, 1);
		assertThat(fixture().lastHeard()).isEqualTo(fixture().find(slow))
			.returns(RequestState.SUCCEEDED, StoredRequest::state);
	}

	@Test
	default void rowThatHasGoneOnSinceItsPublishIsReadAgain() {
		RequestId answered = fixture().accept();
		RequestId marked = fixture().accept();
		fixture().outlet.taken().forEach(fixture().outbox::sent);
		assertThat(LedgerFixture.join(fixture().outbox.resend(asPublished(answered, marked)))).isEqualTo(2);
		fixture().succeed(answered, 1);
		assertThat(fixture().lastHeard()).isEqualTo(fixture().find(answered))
			.returns(RequestState.SUCCEEDED, StoredRequest::state)
			.returns(3, StoredRequest::version);
		fixture().writeMarks();
		assertThat(fixture().lastHeard()).isEqualTo(fixture().find(marked)).returns(3, StoredRequest::version);
	}

	@Test
	default void requestThatIsPublishedAgainIsKnownAgain() {
		RequestId id = fixture().accept();
		fixture().outlet.taken().forEach(fixture().outbox::sent);
		fixture().stumble(id, 1);
		fixture().claim().forEach(fixture().outbox::sent);
		fixture().succeed(id, 2);
		assertThat(fixture().lastHeard()).isEqualTo(fixture().find(id))
			.returns(RequestState.SUCCEEDED, StoredRequest::state)
			.returns(2, StoredRequest::attempt)
			.returns(null, StoredRequest::error);
	}

	@Test
	default void whatWasConfirmedJustNowIsNotMarkedYet() {
		RequestId early = fixture().accept();
		fixture().outbox.sent(early, 1, Lane.INTERACTIVE);
		fixture().clock.advance(Duration.ofSeconds(1));
		RequestId late = fixture().accept();
		fixture().outbox.sent(late, 1, Lane.INTERACTIVE);
		LedgerFixture.join(fixture().outbox.writeMarks(Duration.ofSeconds(1)));
		assertThat(fixture().find(early).state()).isEqualTo(RequestState.QUEUED);
		assertThat(fixture().find(late).state()).isEqualTo(RequestState.ACCEPTED);
		fixture().succeed(late, 1);
		assertThat(fixture().find(late)).returns(RequestState.SUCCEEDED, StoredRequest::state)
			.returns(2, StoredRequest::version);
	}

	@Test
	default void manyMarksAtOnceAreWrittenOnceEach() {
		List<RequestId> ids = Stream.generate(() -> fixture().accept()).limit(2_500).toList();
		ids.forEach((id) -> fixture().outbox.sent(id, 1, Lane.INTERACTIVE));
		fixture().writeMarks();
		assertThat(ids)
			.allSatisfy((id) -> assertThat(fixture().find(id)).returns(RequestState.QUEUED, StoredRequest::state)
				.returns(2, StoredRequest::version));
	}

	@Test
	default void markOfAnOlderAttemptChangesNothing() {
		RequestId id = fixture().accept();
		fixture().pause = Duration.ofHours(1);
		fixture().stumble(id, 1);
		fixture().sent(id, 1);
		assertThat(fixture().find(id).state()).isEqualTo(RequestState.ACCEPTED);
	}

	@Test
	default void lateMarkOfAnOlderAttemptDoesNotHideTheCurrentOne() {
		RequestId id = fixture().accept();
		fixture().stumble(id, 1);
		fixture().outbox.sent(id, 2, Lane.INTERACTIVE);
		fixture().outbox.sent(id, 1, Lane.INTERACTIVE);
		fixture().writeMarks();
		assertThat(fixture().find(id).state()).isEqualTo(RequestState.QUEUED);
	}

	@Test
	default void lostRequestIsPublishedAgainAsTheSameAttempt() {
		RequestId lost = fixture().accept();
		RequestId answered = fixture().accept();
		fixture().sent(lost, 1);
		fixture().sent(answered, 1);
		List<InFlightRequest> found = fixture().outbox.findUnanswered("text.process", Lane.INTERACTIVE,
				fixture().clock.instant().plusSeconds(1), 10);
		assertThat(found).extracting(InFlightRequest::id).containsExactlyInAnyOrder(lost, answered);
		fixture().succeed(answered, 1);
		assertThat(LedgerFixture.join(fixture().outbox.redrive(found))).isOne();
		assertThat(fixture().find(lost).state()).isEqualTo(RequestState.QUEUED);
		assertThat(fixture().claim()).singleElement().returns(lost, OutboxEntry::id).returns(1, OutboxEntry::attempt);
		fixture().clock.advance(Duration.ofSeconds(2));
		fixture().sent(lost, 1);
		assertThat(fixture().outbox.findUnanswered("text.process", Lane.INTERACTIVE, fixture().clock.instant(), 10))
			.isEmpty();
	}

	@Test
	default void whatAQueueGaveUpIsPublishedAgainAsNoFirstDelivery() {
		RequestId marked = fixture().accept();
		fixture().sent(marked, 1);
		RequestId unmarked = fixture().accept();
		fixture().outbox.sent(unmarked, 1, Lane.INTERACTIVE);
		RequestId running = fixture().accept();
		fixture().progress(running, 1, 10);
		assertThat(LedgerFixture.join(fixture().outbox.resend(asPublished(marked, unmarked, running)))).isEqualTo(3);
		assertThat(fixture().find(unmarked)).returns(RequestState.QUEUED, StoredRequest::state)
			.returns(Lane.INTERACTIVE, (entry) -> entry.times().sentLane());
		assertThat(fixture().claim()).allSatisfy((request) -> assertThat(request).returns(1, OutboxEntry::attempt))
			.extracting(OutboxEntry::id, OutboxEntry::state)
			.containsExactlyInAnyOrder(tuple(marked, RequestState.QUEUED), tuple(unmarked, RequestState.QUEUED),
					tuple(running, RequestState.RUNNING));
		fixture().writeMarks();
		assertThat(fixture().claim()).isEmpty();
	}

	@Test
	default void whatAQueueGaveUpIsLeftAloneIfItHasGoneOn() {
		RequestId ended = fixture().accept();
		fixture().succeed(ended, 1);
		RequestId retried = fixture().accept();
		fixture().pause = Duration.ofHours(1);
		fixture().stumble(retried, 1);
		RequestId waiting = fixture().accept();
		LedgerFixture.join(fixture().outbox.postpone(fixture().outlet.taken().get(2), Duration.ofHours(1)));
		assertThat(LedgerFixture
			.join(fixture().outbox.resend(asPublished(ended, retried, waiting, RequestId.next(fixture().clock)))))
			.isZero();
		assertThat(fixture().find(ended).state()).isEqualTo(RequestState.SUCCEEDED);
		assertThat(fixture().find(retried)).returns(RequestState.ACCEPTED, StoredRequest::state)
			.returns(2, StoredRequest::attempt);
		assertThat(fixture().claim()).isEmpty();
	}

	@Test
	default void suspectIsLookedForInTheQueueOfSuspects() {
		RequestId id = fixture().accept();
		fixture().sent(id, 1);
		fixture().outbox.sent(id, 1, Lane.SUSPECT);
		fixture().writeMarks();
		Instant later = fixture().clock.instant().plusSeconds(1);
		assertThat(fixture().outbox.findUnanswered("text.process", Lane.INTERACTIVE, later, 10)).isEmpty();
		List<InFlightRequest> found = fixture().outbox.findUnanswered("text.process", Lane.SUSPECT, later, 10);
		assertThat(LedgerFixture.join(fixture().outbox.redrive(found))).isOne();
		assertThat(fixture().claim()).singleElement().returns(Lane.SUSPECT, OutboxEntry::lane);
	}

	private List<Request> asPublished(RequestId... ids) {
		return Stream.of(ids)
			.map((id) -> new Request(id, "text.process", 1, fixture().clock.instant(), LedgerFixture.json("{}")))
			.toList();
	}

}
