package io.asyncreply.systema.estimation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import io.asyncreply.systema.ledger.admission.AdmissionPolicy;
import io.asyncreply.systema.ledger.model.NewRequest;

/**
 * Rejects a request that would probably complete after its deadline. It decides only on
 * an estimate that rests on a fresh measurement.
 *
 * @param queueEstimators estimate when the request would complete
 * @param clock source of the present time
 */
record DeadlineAdmissionPolicy(QueueEstimators queueEstimators, Clock clock) implements AdmissionPolicy {

	@Override
	public void admit(NewRequest request) {
		Instant now = this.clock.instant();
		Optional<CompletionEstimate> estimate = this.queueEstimators.reliableEstimateForNext(request, now);
		Double seconds = estimate.map(CompletionEstimate::seconds).orElse(null);
		double overdueSeconds = (seconds != null) ? seconds - Duration.between(now, request.deadline()).toNanos() / 1e9
				: 0;
		if (overdueSeconds > 0) {
			throw new DeadlineUnreachableException(estimate.get(), overdueSeconds);
		}
	}

}
