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
 * @param flows tells when requests will have ended
 * @param clock tells the time
 */
public record DeadlineAdmissionPolicy(QueueEstimators flows, Clock clock) implements AdmissionPolicy {

	@Override
	public void admit(NewRequest request) {
		Instant now = this.clock.instant();
		Optional<CompletionEstimate> estimate = this.flows.soundEstimateOfNext(request, now);
		Double seconds = estimate.map(CompletionEstimate::seconds).orElse(null);
		double overdue = (seconds != null) ? seconds - Duration.between(now, request.deadline()).toNanos() / 1e9 : 0;
		if (overdue > 0) {
			throw new DeadlineUnreachableException(estimate.get(), overdue);
		}
	}

}
