package io.asyncreply.systema.ledger.spi;

import java.time.Duration;
import java.util.Optional;

/**
 * Says whether and when another attempt follows a retryable failure.
 */
@FunctionalInterface
public interface RetrySchedule {

	/**
	 * Decides after an attempt.
	 * @param operation what was asked for
	 * @param attempts how many attempts there were since the request was accepted or
	 * retried by hand, the failed one among them
	 * @return how long to wait before the next one, or empty if there is none
	 */
	Optional<Duration> nextDelay(String operation, int attempts);

}
