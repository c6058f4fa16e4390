package io.asyncreply.systema.dispatch.recovery;

import java.time.Duration;
import java.util.Optional;

import io.asyncreply.systema.ledger.spi.RepublishSchedule;

/**
 * Republishes the first time at once and then after 1 s, 2 s and so on, at most 60 s.
 *
 * @param maxRepublishes most republishes of one request in its generation
 */
record BackoffRepublishSchedule(int maxRepublishes) implements RepublishSchedule {

	private static final Duration MAX_DELAY = Duration.ofSeconds(60);

	private static final int MAX_DOUBLINGS = 6;

	@Override
	public Optional<Duration> nextDelay(int republished) {
		if (republished >= this.maxRepublishes) {
			return Optional.empty();
		}
		Duration delay = (republished == 0) ? Duration.ZERO
				: Duration.ofSeconds(1L << Math.min(republished - 1, MAX_DOUBLINGS));
		return Optional.of((delay.compareTo(MAX_DELAY) > 0) ? MAX_DELAY : delay);
	}

}
