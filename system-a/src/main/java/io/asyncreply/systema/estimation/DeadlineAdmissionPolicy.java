package io.asyncreply.systema.estimation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import io.asyncreply.systema.ledger.admission.AdmissionPolicy;
import io.asyncreply.systema.ledger.model.NewRequest;

/**
 * Refuses at the door what would more likely than not end after its deadline.
 *
 * @param queueEstimators tells when requests will have ended
 * @param clock tells the time
 */
public record DeadlineAdmissionPolicy(QueueEstimators queueEstimators, Clock clock) implements AdmissionPolicy {

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
