package io.asyncreply.systema.ledger;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;

import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.ledger.admission.RequestRejectedException.RejectionReason;
import io.asyncreply.systema.ledger.model.OutboxEntry;
import io.asyncreply.systema.ledger.model.RequestState;
import io.asyncreply.systema.ledger.model.StoredRequest;
import io.asyncreply.systema.ledger.model.TransitionResult;
import io.asyncreply.systema.ledger.model.TransitionResult.Changed;
import io.asyncreply.systema.ledger.model.TransitionResult.Unchanged;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * How a caller cancels and reopens a request.
 */
interface LifecycleScenarios extends LedgerFixtureProvider {

	@Test
	default void cancelsOpenRequestInEveryState() {
		RequestId accepted = fixture().accept();
		RequestId queued = fixture().accept();
		fixture().confirmPublish(queued, 1);
		RequestId running = fixture().accept();
		fixture().progress(running, 1, 10);
		for (RequestId id : List.of(accepted, queued, running)) {
			assertThat(fixture().cancel(id)).isInstanceOf(Changed.class);
			assertThat(fixture().find(id)).returns(RequestState.CANCELLED, StoredRequest::state)
				.satisfies(
						(stored) -> assertThat(stored.error()).asString().contains("urn:asyncreply:problem:cancelled"));
			assertThat(fixture().cancel(id)).isEqualTo(new Unchanged(RequestState.CANCELLED));
			assertThat(fixture().succeed(id, 1)).isEqualTo(new Unchanged(RequestState.CANCELLED));
		}
		assertThat(fixture().ledger.countOpen()).isZero();
	}

	@Test
	default void onlyOwnerChangesRequest() {
		RequestId id = fixture().accept();
		assertThat(LedgerFixture.join(fixture().ledger.cancel("another caller", id)))
			.isEqualTo(new TransitionResult.NotFound());
		fixture().fail(id, 1);
		assertThat(LedgerFixture.join(fixture().ledger.reopen("another caller", id)))
			.isEqualTo(new TransitionResult.NotFound());
		assertThat(LedgerFixture.join(fixture().ledger.erase("another caller", id)))
			.contains(new TransitionResult.NotFound());
		assertThat(fixture().find(id).state()).isEqualTo(RequestState.FAILED);
	}

	@Test
	default void manualRetryStartsNewGenerationWithSameTimeout() {
		RequestId id = fixture().accept();
		fixture().clock.advance(Duration.ofMinutes(1));
		fixture().expire();
		fixture().clock.advance(Duration.ofMinutes(5));
		assertThat(fixture().reopen(id)).isInstanceOf(Changed.class);
		assertThat(fixture().find(id)).returns(RequestState.ACCEPTED, StoredRequest::state)
			.returns(2, StoredRequest::generation)
			.returns(2, StoredRequest::attempt)
			.returns(null, StoredRequest::error)
			.returns(fixture().clock.instant(), (stored) -> stored.times().openedAt())
			.returns(fixture().clock.instant().minus(Duration.ofMinutes(6)), (stored) -> stored.times().acceptedAt())
			.returns(fixture().clock.instant().plus(Duration.ofMinutes(1)), (stored) -> stored.times().deadline());
		assertThat(fixture().claim()).singleElement().returns(2, OutboxEntry::attempt);
		assertThat(fixture().ledger.countOpen()).isOne();
	}

	@Test
	default void newGenerationResetsRetries() {
		RequestId id = fixture().accept();
		fixture().fail(id, 1);
		fixture().reopen(id);
		assertThat(fixture().fail(id, 1)).isEqualTo(new Unchanged(RequestState.ACCEPTED));
		fixture().failRetryably(id, 2);
		fixture().failRetryably(id, 3);
		assertThat(fixture().find(id)).returns(RequestState.ACCEPTED, StoredRequest::state)
			.returns(4, StoredRequest::attempt);
		fixture().failRetryably(id, 4);
		assertThat(fixture().find(id).state()).isEqualTo(RequestState.FAILED);
	}

	@Test
	default void rejectsManualRetryOfOpenOrSucceededRequest() {
		RequestId id = fixture().accept();
		assertThat(fixture().reopen(id)).isEqualTo(new Unchanged(RequestState.ACCEPTED));
		fixture().succeed(id, 1);
		assertThat(fixture().reopen(id)).isEqualTo(new Unchanged(RequestState.SUCCEEDED));
	}

	@Test
	default void rejectsManualRetryWhileBacklogIsFull() {
		RequestId id = fixture().accept();
		fixture().fail(id, 1);
		fixture().restart(Map.of("asyncreply.ledger.max-open-requests", "1"));
		fixture().accept();
		assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> fixture().reopen(id))
			.satisfies((failure) -> AdmissionScenarios.assertReason(failure, RejectionReason.BACKLOG_FULL));
	}

}
