package io.asyncreply.systema.ledger;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.ledger.admission.RequestRejectedException;
import io.asyncreply.systema.ledger.model.AcceptResult;
import io.asyncreply.systema.ledger.model.Batch;
import io.asyncreply.systema.ledger.model.IdempotencyKeyPurgedException;
import io.asyncreply.systema.ledger.model.NewRequest;
import io.asyncreply.systema.ledger.model.NewRequest.IdempotencyData;
import io.asyncreply.systema.ledger.model.RequestState;
import io.asyncreply.systema.ledger.model.TransitionResult;
import io.asyncreply.systema.ledger.model.TransitionResult.Unchanged;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * How requests are erased and purged.
 */
interface RetentionScenarios extends LedgerFixtureProvider {

	@Test
	default void remembersErasedRequest() {
		NewRequest request = fixture().samples.request(new IdempotencyData("key", "abc"));
		fixture().accept(request);
		assertThat(fixture().erase(request.id())).contains(new Unchanged(RequestState.ACCEPTED));
		fixture().succeed(request.id(), 1);
		assertThat(fixture().erase(request.id())).isEmpty();
		assertThat(fixture().ledger.find(SampleRequests.OWNER, request.id())).isEmpty();
		assertThat(fixture().ledger.isPurged(SampleRequests.OWNER, request.id())).isTrue();
		assertThat(fixture().ledger.isPurged("another caller", request.id())).isFalse();
		assertThat(fixture().erase(request.id())).contains(new TransitionResult.Purged());
		assertThat(fixture().cancel(request.id())).isEqualTo(new TransitionResult.Purged());
		assertThat(fixture().succeed(request.id(), 1)).isEqualTo(new TransitionResult.Purged());
	}

	/** The tombstone keeps the key, so that the work is not done a second time. */
	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	default void refusesKeyOfGoneRequestWhileTombstoneLives(boolean erased) {
		IdempotencyData key = new IdempotencyData("key", "abc");
		fixture().restart(Map.of("asyncreply.retention.requests", "1h", "asyncreply.retention.tombstones", "2h",
				"asyncreply.retention.pause", "1h"));
		NewRequest request = fixture().samples.request(key);
		fixture().accept(request);
		fixture().succeed(request.id(), 1);
		if (erased) {
			fixture().erase(request.id());
		}
		else {
			fixture().clock.advance(Duration.ofMinutes(61));
			fixture().purge();
		}
		assertThat(fixture().accept(fixture().samples.request(key))).isEqualTo(new AcceptResult.KeyPurged());
		assertThat(fixture().accept(fixture().samples.request(new IdempotencyData("key", "other body"))))
			.isEqualTo(new AcceptResult.KeyPurged());
		fixture().admissionPolicy = (rejected) -> {
			throw new RequestRejectedException(RequestRejectedException.RejectionReason.BACKLOG_FULL, "full");
		};
		assertThat(fixture().accept(fixture().samples.request(key))).isEqualTo(new AcceptResult.KeyPurged());
		fixture().admissionPolicy = (admitted) -> {
		};
		assertThat(fixture().accept(fixture().samples.request(new IdempotencyData("key 2", "abc"))))
			.isInstanceOf(AcceptResult.Accepted.class);
		assertThat(fixture().upload("key").batch()).isNotNull();
		fixture().clock.advance(Duration.ofMinutes(121));
		fixture().purge();
		assertThat(fixture().accept(fixture().samples.request(key))).isInstanceOf(AcceptResult.Accepted.class);
	}

	@Test
	default void refusesKeyOfPurgedBatch() {
		fixture().restart(Map.of("asyncreply.retention.requests", "1h", "asyncreply.retention.pause", "1h"));
		LedgerFixture.join(fixture().upload("key").complete(new Batch.BatchProgress(0, 0, null), "abc"));
		fixture().clock.advance(Duration.ofMinutes(61));
		fixture().purge();
		assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> fixture().upload("key"))
			.withCauseInstanceOf(IdempotencyKeyPurgedException.class);
		assertThat(fixture().accept(fixture().samples.request(new IdempotencyData("key", "abc"))))
			.isInstanceOf(AcceptResult.Accepted.class);
	}

	@Test
	default void purgesAndForgetsOldRequests() {
		fixture().restart(Map.of("asyncreply.retention.requests", "1h", "asyncreply.retention.tombstones", "2h",
				"asyncreply.retention.pause", "1h"));
		RequestId open = RequestId.generate(fixture().clock);
		fixture()
			.accept(fixture().samples.requestWithDeadline(fixture().clock.instant().plus(Duration.ofDays(1)), open));
		List<NewRequest> requests = Stream.generate(fixture().samples::request).limit(1_200).toList();
		requests.stream().map(fixture().ledger::accept).toList().forEach(LedgerFixture::join);
		List<RequestId> ended = requests.stream().map(NewRequest::id).toList();
		ended.forEach((id) -> fixture().succeed(id, 1));
		fixture().clock.advance(Duration.ofMinutes(59));
		fixture().purge();
		assertThat(fixture().list(RequestState.SUCCEEDED, null)).hasSize(1_000);
		fixture().clock.advance(Duration.ofMinutes(2));
		RequestId recent = fixture().accept();
		fixture().succeed(recent, 1);
		fixture().purge();
		assertThat(fixture().list(null, null)).containsExactlyInAnyOrder(open, recent);
		assertThat(ended).allMatch((id) -> fixture().ledger.isPurged(SampleRequests.OWNER, id));
		fixture().clock.advance(Duration.ofHours(2));
		fixture().purge();
		assertThat(ended).noneMatch((id) -> fixture().ledger.isPurged(SampleRequests.OWNER, id));
		assertThat(fixture().find(open).state()).isEqualTo(RequestState.ACCEPTED);
	}

}
