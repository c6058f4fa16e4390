package io.asyncreply.systema.ledger;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.asyncreply.messages.Lane;
import io.asyncreply.messages.RequestId;
import io.asyncreply.messages.RequestQueue;
import io.asyncreply.systema.ledger.model.NewRequest;
import io.asyncreply.systema.ledger.model.OutboxEntry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How requests are claimed and postponed, also after a restart.
 */
interface ClaimScenarios extends LedgerFixtureProvider {

	@Test
	default void keepsRequestWithoutBufferSpaceUntilClaimed() {
		fixture().dispatchQueue.setHasCapacity(false);
		RequestId id = fixture().accept();
		assertThat(fixture().dispatchQueue.received()).isEmpty();
		assertThat(fixture().claim()).singleElement().returns(id, OutboxEntry::id);
	}

	@Test
	default void claimsBulkLast() {
		fixture().dispatchQueue.setHasCapacity(false);
		NewRequest bulk = fixture().samples.request(Lane.BULK);
		fixture().accept(bulk);
		fixture().clock.advance(Duration.ofSeconds(1));
		RequestId interactive = fixture().accept();
		assertThat(fixture().claim(1)).extracting(OutboxEntry::id).containsExactly(interactive);
		assertThat(fixture().hasClaimable()).isTrue();
		assertThat(fixture().claim()).extracting(OutboxEntry::id).containsExactly(bulk.id());
		assertThat(fixture().hasClaimable()).isFalse();
	}

	@Test
	default void fillsPageInOrderOfQueues() {
		fixture().dispatchQueue.setHasCapacity(false);
		List<RequestId> waiting = List.of(fixture().accept(), fixture().accept());
		NewRequest bulk = fixture().samples.request(Lane.BULK);
		fixture().accept(bulk);
		RequestQueue bulkQueue = new RequestQueue(bulk.operation(), Lane.BULK);
		RequestQueue interactiveQueue = new RequestQueue(bulk.operation(), Lane.INTERACTIVE);
		assertThat(LedgerFixture.join(fixture().outbox.claim(List.of(bulkQueue, interactiveQueue), 2)))
			.extracting(OutboxEntry::id)
			.containsExactly(bulk.id(), waiting.get(0));
	}

	@Test
	default void claimsOnlyFromGivenQueues() {
		fixture().dispatchQueue.setHasCapacity(false);
		RequestId id = fixture().accept();
		List<RequestQueue> others = List.of(new RequestQueue("text.process", Lane.BULK),
				new RequestQueue("work.simulate", Lane.INTERACTIVE));
		assertThat(fixture().outbox.hasClaimable(others)).isFalse();
		assertThat(LedgerFixture.join(fixture().outbox.claim(others, 100))).isEmpty();
		assertThat(fixture().claim()).singleElement().returns(id, OutboxEntry::id);
	}

	@Test
	default void claimsRetryAfterItsPause() {
		RequestId id = fixture().accept();
		fixture().retryPause = Duration.ofSeconds(5);
		fixture().failRetryably(id, 1);
		assertThat(fixture().hasClaimable()).isFalse();
		fixture().clock.advance(Duration.ofSeconds(5));
		assertThat(fixture().hasClaimable()).isTrue();
		assertThat(fixture().claim()).singleElement()
			.returns(id, OutboxEntry::id)
			.returns(2, OutboxEntry::attempt)
			.returns(SampleRequests.json("{\"text\":\"消息A\"}"), OutboxEntry::payload);
		assertThat(fixture().claim()).isEmpty();
	}

	@Test
	default void claimsPostponedRequestAgain() {
		RequestId id = fixture().accept();
		assertThat(fixture().claim()).isEmpty();
		LedgerFixture.join(fixture().outbox.postpone(fixture().dispatchQueue.received().get(0), Duration.ofSeconds(2)));
		assertThat(fixture().claim()).isEmpty();
		fixture().clock.advance(Duration.ofSeconds(2));
		assertThat(fixture().claim()).singleElement().returns(id, OutboxEntry::id);
	}

	@Test
	default void postponeIgnoresRequestInLaterState() {
		RequestId id = fixture().accept();
		fixture().progress(id, 1, 10);
		LedgerFixture.join(fixture().outbox.postpone(fixture().dispatchQueue.received().get(0), Duration.ZERO));
		assertThat(fixture().claim()).isEmpty();
	}

	@Test
	default void claimsUnpublishedRequestsOfPreviousRun() {
		RequestId unpublished = fixture().accept();
		RequestId sent = fixture().accept();
		fixture().confirmPublish(sent, 1);
		RequestId ended = fixture().accept();
		fixture().succeed(ended, 1);
		fixture().restart(Map.of());
		assertThat(fixture().claim()).extracting(OutboxEntry::id).containsExactly(unpublished);
	}

	@Test
	default void keepsTraceAcrossRestartsAndAttempts() {
		RequestId id = fixture().accept();
		assertThat(fixture().dispatchQueue.received()).singleElement()
			.returns(SampleRequests.TRACE, OutboxEntry::trace);
		fixture().restart(Map.of());
		assertThat(fixture().claim()).singleElement().returns(SampleRequests.TRACE, OutboxEntry::trace);
		fixture().failRetryably(id, 1);
		assertThat(fixture().claim()).singleElement()
			.returns(2, OutboxEntry::attempt)
			.returns(SampleRequests.TRACE, OutboxEntry::trace);
		fixture().fail(id, 2);
		fixture().reopen(id);
		assertThat(fixture().claim()).singleElement()
			.returns(3, OutboxEntry::attempt)
			.returns(SampleRequests.TRACE, OutboxEntry::trace);
	}

	@Test
	default void acceptsRequestWithoutTrace() {
		fixture().dispatchQueue.setHasCapacity(false);
		LedgerFixture.join(fixture().ledger.accept(fixture().samples
			.requestWithDeadline(fixture().clock.instant().plusSeconds(1), RequestId.generate(fixture().clock))));
		assertThat(fixture().claim()).singleElement().returns(null, OutboxEntry::trace);
	}

}
