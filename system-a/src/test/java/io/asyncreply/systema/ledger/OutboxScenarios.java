package io.asyncreply.systema.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

import io.asyncreply.messages.CorrelatedAttempt;
import io.asyncreply.messages.Lane;
import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.ledger.model.InFlightRequest;
import io.asyncreply.systema.ledger.model.OutboxEntry;
import io.asyncreply.systema.ledger.model.RequestState;
import io.asyncreply.systema.ledger.model.StoredRequest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/**
 * How requests are marked as sent and republished.
 */
interface OutboxScenarios extends LedgerFixtureProvider {

	@Test
	default void marksConfirmedRequestAsQueued() {
		RequestId id = fixture().accept();
		fixture().confirmPublish(id, 1);
		assertThat(fixture().find(id)).returns(RequestState.QUEUED, StoredRequest::state)
			.returns(fixture().clock.instant(), (stored) -> stored.times().sentAt());
	}

	@Test
	default void keepsPublishTimeWhenReplyOvertakesMark() {
		RequestId id = fixture().accept();
		fixture().outbox.markSent(id, 1, Lane.INTERACTIVE);
		fixture().succeed(id, 1);
		fixture().writeSentMarks();
		assertThat(fixture().find(id)).returns(RequestState.SUCCEEDED, StoredRequest::state)
			.returns(fixture().clock.instant(), (stored) -> stored.times().sentAt())
			.returns(2, StoredRequest::version);
	}

	@Test
	default void notifiesListenerOfStoredRow() {
		RequestId quick = fixture().accept();
		RequestId slow = fixture().accept();
		fixture().dispatchQueue.received().forEach(fixture().outbox::markSent);
		fixture().clock.advance(Duration.ofNanos(1_234_567));
		fixture().succeed(quick, 1);
		assertThat(fixture().lastChange()).isEqualTo(fixture().find(quick)).returns(2, StoredRequest::version);
		fixture().writeSentMarks();
		assertThat(fixture().lastChange()).isEqualTo(fixture().find(slow))
			.returns(RequestState.QUEUED, StoredRequest::state);
		fixture().succeed(slow, 1);
		assertThat(fixture().lastChange()).isEqualTo(fixture().find(slow))
			.returns(RequestState.SUCCEEDED, StoredRequest::state);
	}

	@Test
	default void rereadsRowChangedSincePublish() {
		RequestId answered = fixture().accept();
		RequestId marked = fixture().accept();
		fixture().dispatchQueue.received().forEach(fixture().outbox::markSent);
		assertThat(LedgerFixture
			.join(fixture().requestRepublisher.republishDeadLettered(asPublished(answered, marked), null))
			.republished()).isEqualTo(2);
		fixture().succeed(answered, 1);
		assertThat(fixture().lastChange()).isEqualTo(fixture().find(answered))
			.returns(RequestState.SUCCEEDED, StoredRequest::state)
			.returns(3, StoredRequest::version);
		fixture().writeSentMarks();
		assertThat(fixture().lastChange()).isEqualTo(fixture().find(marked)).returns(3, StoredRequest::version);
	}

	@Test
	default void recordsReplyToRepublishedRequest() {
		RequestId id = fixture().accept();
		fixture().dispatchQueue.received().forEach(fixture().outbox::markSent);
		fixture().failRetryably(id, 1);
		fixture().claim().forEach(fixture().outbox::markSent);
		fixture().succeed(id, 2);
		assertThat(fixture().lastChange()).isEqualTo(fixture().find(id))
			.returns(RequestState.SUCCEEDED, StoredRequest::state)
			.returns(2, StoredRequest::attempt)
			.returns(null, StoredRequest::error);
	}

	@Test
	default void delaysMarkOfRecentConfirm() {
		RequestId early = fixture().accept();
		fixture().outbox.markSent(early, 1, Lane.INTERACTIVE);
		fixture().clock.advance(Duration.ofSeconds(1));
		RequestId late = fixture().accept();
		fixture().outbox.markSent(late, 1, Lane.INTERACTIVE);
		LedgerFixture.join(fixture().outbox.writeMarks(Duration.ofSeconds(1)));
		assertThat(fixture().find(early).state()).isEqualTo(RequestState.QUEUED);
		assertThat(fixture().find(late).state()).isEqualTo(RequestState.ACCEPTED);
		fixture().succeed(late, 1);
		assertThat(fixture().find(late)).returns(RequestState.SUCCEEDED, StoredRequest::state)
			.returns(2, StoredRequest::version);
	}

	@Test
	default void writesManyMarksOnceEach() {
		List<RequestId> ids = Stream.generate(() -> fixture().accept()).limit(2_500).toList();
		ids.forEach((id) -> fixture().outbox.markSent(id, 1, Lane.INTERACTIVE));
		fixture().writeSentMarks();
		assertThat(ids)
			.allSatisfy((id) -> assertThat(fixture().find(id)).returns(RequestState.QUEUED, StoredRequest::state)
				.returns(2, StoredRequest::version));
	}

	@Test
	default void ignoresMarkOfOlderAttempt() {
		RequestId id = fixture().accept();
		fixture().retryPause = Duration.ofHours(1);
		fixture().failRetryably(id, 1);
		fixture().confirmPublish(id, 1);
		assertThat(fixture().find(id).state()).isEqualTo(RequestState.ACCEPTED);
	}

	@Test
	default void lateMarkOfOlderAttemptKeepsMarkOfCurrentAttempt() {
		RequestId id = fixture().accept();
		fixture().failRetryably(id, 1);
		fixture().outbox.markSent(id, 2, Lane.INTERACTIVE);
		fixture().outbox.markSent(id, 1, Lane.INTERACTIVE);
		fixture().writeSentMarks();
		assertThat(fixture().find(id).state()).isEqualTo(RequestState.QUEUED);
	}

	@Test
	default void republishesLostRequestAsSameAttempt() {
		RequestId lost = fixture().accept();
		RequestId answered = fixture().accept();
		fixture().confirmPublish(lost, 1);
		fixture().confirmPublish(answered, 1);
		List<InFlightRequest> found = fixture().outbox.findInFlight("text.process", Lane.INTERACTIVE,
				fixture().clock.instant().plusSeconds(1), 10);
		assertThat(found).extracting(InFlightRequest::id).containsExactlyInAnyOrder(lost, answered);
		fixture().succeed(answered, 1);
		assertThat(LedgerFixture.join(fixture().requestRepublisher.republishLost(found)).republished()).isOne();
		assertThat(fixture().find(lost).state()).isEqualTo(RequestState.QUEUED);
		assertThat(fixture().claim()).singleElement().returns(lost, OutboxEntry::id).returns(1, OutboxEntry::attempt);
		fixture().clock.advance(Duration.ofSeconds(2));
		fixture().confirmPublish(lost, 1);
		assertThat(fixture().outbox.findInFlight("text.process", Lane.INTERACTIVE, fixture().clock.instant(), 10))
			.isEmpty();
	}

	@Test
	default void republishesLaterEachTimeAndFailsAtLimit() {
		RequestId id = fixture().accept();
		fixture().confirmPublish(id, 1);
		fixture().maxRepublishes = 3;
		for (int republished = 0; republished < 3; republished++) {
			assertThat(LedgerFixture.join(fixture().requestRepublisher.republishDeadLettered(asPublished(id), null)))
				.isEqualTo(new RequestRepublisher.RepublishResult(1, 0));
			fixture().clock.advance(LedgerRun.REPUBLISH_DELAY.multipliedBy(republished).minusNanos(1_000));
			assertThat(fixture().claim()).isEmpty();
			fixture().clock.advance(Duration.ofNanos(1_000));
			assertThat(fixture().claim()).singleElement().returns(1, OutboxEntry::attempt);
		}
		assertThat(LedgerFixture.join(fixture().requestRepublisher.republishDeadLettered(asPublished(id), null)))
			.isEqualTo(new RequestRepublisher.RepublishResult(0, 1));
		assertThat(fixture().find(id)).returns(RequestState.FAILED, StoredRequest::state)
			.satisfies((stored) -> assertThat(stored.error()).asString().contains("problem:broker-lost"));
		fixture().reopen(id);
		fixture().claim();
		assertThat(LedgerFixture
			.join(fixture().requestRepublisher.republishDeadLettered(List.of(new CorrelatedAttempt(id, 2)), null))
			.republished()).isOne();
	}

	@Test
	default void republishesDeadLetterAsRedelivery() {
		RequestId marked = fixture().accept();
		fixture().confirmPublish(marked, 1);
		RequestId unmarked = fixture().accept();
		fixture().outbox.markSent(unmarked, 1, Lane.INTERACTIVE);
		RequestId running = fixture().accept();
		fixture().progress(running, 1, 10);
		assertThat(LedgerFixture
			.join(fixture().requestRepublisher.republishDeadLettered(asPublished(marked, unmarked, running), null))
			.republished()).isEqualTo(3);
		assertThat(fixture().find(unmarked)).returns(RequestState.QUEUED, StoredRequest::state)
			.returns(Lane.INTERACTIVE, (stored) -> stored.times().sentLane());
		assertThat(fixture().claim()).allSatisfy((request) -> assertThat(request).returns(1, OutboxEntry::attempt))
			.extracting(OutboxEntry::id, OutboxEntry::state)
			.containsExactlyInAnyOrder(tuple(marked, RequestState.QUEUED), tuple(unmarked, RequestState.QUEUED),
					tuple(running, RequestState.RUNNING));
		fixture().writeSentMarks();
		assertThat(fixture().claim()).isEmpty();
	}

	@Test
	default void ignoresDeadLetterOfRequestInLaterState() {
		RequestId ended = fixture().accept();
		fixture().succeed(ended, 1);
		RequestId retried = fixture().accept();
		fixture().retryPause = Duration.ofHours(1);
		fixture().failRetryably(retried, 1);
		RequestId waiting = fixture().accept();
		LedgerFixture.join(fixture().outbox.postpone(fixture().dispatchQueue.received().get(2), Duration.ofHours(1)));
		assertThat(LedgerFixture
			.join(fixture().requestRepublisher
				.republishDeadLettered(asPublished(ended, retried, waiting, RequestId.generate(fixture().clock)), null))
			.republished()).isZero();
		assertThat(fixture().find(ended).state()).isEqualTo(RequestState.SUCCEEDED);
		assertThat(fixture().find(retried)).returns(RequestState.ACCEPTED, StoredRequest::state)
			.returns(2, StoredRequest::attempt);
		assertThat(fixture().claim()).isEmpty();
	}

	@Test
	default void findsSuspectInSuspectQueue() {
		RequestId id = fixture().accept();
		fixture().confirmPublish(id, 1);
		fixture().outbox.markSent(id, 1, Lane.SUSPECT);
		fixture().writeSentMarks();
		Instant later = fixture().clock.instant().plusSeconds(1);
		assertThat(fixture().outbox.findInFlight("text.process", Lane.INTERACTIVE, later, 10)).isEmpty();
		List<InFlightRequest> found = fixture().outbox.findInFlight("text.process", Lane.SUSPECT, later, 10);
		assertThat(LedgerFixture.join(fixture().requestRepublisher.republishLost(found)).republished()).isOne();
		assertThat(fixture().claim()).singleElement().returns(Lane.SUSPECT, OutboxEntry::lane);
	}

	private List<CorrelatedAttempt> asPublished(RequestId... ids) {
		return Stream.of(ids).map((id) -> new CorrelatedAttempt(id, 1)).toList();
	}

}
