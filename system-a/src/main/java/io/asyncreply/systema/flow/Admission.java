package io.asyncreply.systema.flow;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import io.asyncreply.systema.ledger.AdmissionRule;
import io.asyncreply.systema.ledger.NewRequest;

/**
 * Refuses at the door what would more likely than not end after its deadline.
 *
 * @param flows tells when requests will have ended
 * @param clock tells the time
 */
record Admission(Flows flows, Clock clock) implements AdmissionRule {

	@Override
	public void admit(NewRequest request) {
		Instant now = this.clock.instant();
		Optional<Estimate> estimate = this.flows.soundEstimateOfNext(request, now);
		Double seconds = estimate.map(Estimate::seconds).orElse(null);
		double overdue = (seconds != null) ? seconds - Duration.between(now, request.deadline()).toNanos() / 1e9 : 0;
		if (overdue > 0) {
			throw new DeadlineUnreachableException(estimate.get(), overdue);
		}
	}

}
