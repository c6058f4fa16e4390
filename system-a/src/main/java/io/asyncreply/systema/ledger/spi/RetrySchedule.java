package io.asyncreply.systema.ledger.spi;

import java.time.Duration;
import java.util.Optional;

/**
 * Decides whether and when an attempt follows a retryable failure.
 */
@FunctionalInterface
public interface RetrySchedule {

	/**
	 * Returns the delay of the next attempt.
	 * @param operation the operation
	 * @param attempts the number of attempts in the current generation, including the
	 * failed one
	 * @return the delay, empty if there is no further attempt
	 */
	Optional<Duration> nextDelay(String operation, int attempts);

}
