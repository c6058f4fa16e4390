package io.asyncreply.systema.ledger;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.ledger.admission.RequestRejectedException;
import io.asyncreply.systema.ledger.admission.RequestRejectedException.RejectionReason;
import io.asyncreply.systema.ledger.model.AcceptResult;
import io.asyncreply.systema.ledger.model.NewRequest;
import io.asyncreply.systema.ledger.model.NewRequest.IdempotencyData;
import io.asyncreply.systema.ledger.model.TransitionResult;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Which requests the ledger rejects.
 */
interface AdmissionScenarios extends LedgerFixtureProvider {

	Map<String, Object> QUOTA_OF_TWO = Map.of("asyncreply.ledger.max-open-requests-per-caller", "2");

	@Test
	default void rejectsCallerAtItsQuotaUntilARequestEnds() {
		fixture().restart(QUOTA_OF_TWO);
		RequestId first = fixture().accept();
		fixture().accept();
		assertRejected(fixture().samples.request(), RejectionReason.TOO_MANY_OPEN);
		NewRequest template = fixture().samples.request();
		fixture().accept(new NewRequest(template.id(), "another caller", template.operation(), template.lane(),
				template.payload(), template.deadline(), null, null));
		fixture().succeed(first, 1);
		fixture().accept();
		assertRejected(fixture().samples.request(), RejectionReason.TOO_MANY_OPEN);
		assertThat(fixture().list(null, null)).hasSize(3);
		assertThat(fixture().countRejected("too-many-open")).isEqualTo(2);
	}

	@Test
	default void countsTowardsQuotaAfterRestart() {
		RequestId first = fixture().accept();
		fixture().accept();
		fixture().restart(QUOTA_OF_TWO);
		assertRejected(fixture().samples.request(), RejectionReason.TOO_MANY_OPEN);
		fixture().cancel(first);
		fixture().accept();
	}

	@Test
	default void enforcesQuotaUnderConcurrency() {
		fixture().restart(Map.of("asyncreply.ledger.max-open-requests-per-caller", "10"));
		List<CompletableFuture<AcceptResult>> acceptances = Stream.generate(fixture().samples::request)
			.limit(300)
			.map(fixture().ledger::accept)
			.toList();
		acceptances.forEach((acceptance) -> acceptance.exceptionally((failure) -> new AcceptResult.KeyReused()).join());
		assertThat(fixture().list(null, null)).hasSize(10);
		assertThat(fixture().countRejected("too-many-open")).isEqualTo(290);
	}

	@Test
	default void repetitionDoesNotCountTowardsQuota() {
		fixture().restart(QUOTA_OF_TWO);
		fixture().accept(fixture().samples.request(new IdempotencyData("key", "abc")));
		fixture().accept(fixture().samples.request(new IdempotencyData("key", "abc")));
		fixture().accept(fixture().samples.request(new IdempotencyData("key", "def")));
		fixture().accept();
		assertRejected(fixture().samples.request(), RejectionReason.TOO_MANY_OPEN);
	}

	@Test
	default void manualRetryCountsTowardsQuota() {
		RequestId failed = fixture().accept();
		fixture().fail(failed, 1);
		fixture().restart(QUOTA_OF_TWO);
		fixture().accept();
		RequestId second = fixture().accept();
		assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> fixture().reopen(failed))
			.satisfies((failure) -> assertReason(failure, RejectionReason.TOO_MANY_OPEN));
		fixture().succeed(second, 1);
		assertThat(fixture().reopen(failed)).isInstanceOf(TransitionResult.Changed.class);
		assertRejected(fixture().samples.request(), RejectionReason.TOO_MANY_OPEN);
	}

	@Test
	default void countsRejectedRequestWithoutStoringIt() {
		fixture().admissionPolicy = AdmissionScenarios::reject;
		assertRejected(fixture().samples.request(), RejectionReason.DEADLINE_UNREACHABLE);
		assertRejected(fixture().samples.request(new IdempotencyData("key", "abc")),
				RejectionReason.DEADLINE_UNREACHABLE);
		assertThat(fixture().list(null, null)).isEmpty();
		assertThat(fixture().ledger.countOpen()).isZero();
		assertThat(fixture().dispatchQueue.received()).isEmpty();
		assertThat(fixture().countRejected("deadline-unreachable")).isEqualTo(2);
	}

	@Test
	default void neverRejectsRepetition() {
		fixture().restart(Map.of("asyncreply.ledger.max-open-requests", "1"));
		NewRequest first = fixture().samples.request(new IdempotencyData("key", "abc"));
		CompletableFuture<AcceptResult> committing = fixture().ledger.accept(first);
		assertRepeated(first);
		fixture().restart(QUOTA_OF_TWO);
		fixture().accept();
		assertRepeated(first);
		fixture().admissionPolicy = AdmissionScenarios::reject;
		assertRepeated(first);
		fixture().clock.advance(Duration.ofHours(1));
		fixture().expire();
		assertRepeated(first);
		assertThat(fixture().accept(fixture().samples.request(new IdempotencyData("key", "def"))))
			.isEqualTo(new AcceptResult.KeyReused());
		assertThat(committing).isCompletedWithValueMatching(AcceptResult.Accepted.class::isInstance);
		assertThat(fixture().countRejected("deadline-unreachable")).isZero();
	}

	private void assertRepeated(NewRequest first) {
		AcceptResult repeated = fixture().accept(fixture().samples.request(first.idempotency()));
		assertThat(repeated).isEqualTo(new AcceptResult.Repeated(fixture().find(first.id())));
	}

	private void assertRejected(NewRequest request, RejectionReason reason) {
		assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> fixture().accept(request))
			.satisfies((failure) -> assertReason(failure, reason));
		assertThat(fixture().ledger.find(request.owner(), request.id())).isEmpty();
	}

	static void assertReason(CompletionException failure, RejectionReason reason) {
		assertThat(failure).cause()
			.isInstanceOfSatisfying(RequestRejectedException.class,
					(rejection) -> assertThat(rejection.reason()).isEqualTo(reason));
	}

	private static void reject(NewRequest request) {
		throw new RequestRejectedException(RejectionReason.DEADLINE_UNREACHABLE, "The deadline is too early");
	}

}
