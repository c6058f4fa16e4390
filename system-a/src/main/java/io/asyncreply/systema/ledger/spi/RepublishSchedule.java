package io.asyncreply.systema.ledger.spi;

import java.time.Duration;
import java.util.Optional;

/**
 * Decides whether and when an attempt that the broker has lost is published again.
 */
@FunctionalInterface
public interface RepublishSchedule {

	/**
	 * Returns the delay of the next republish.
	 * @param republished how often the request was republished in its generation
	 * @return the delay, empty if the request fails
	 */
	Optional<Duration> nextDelay(int republished);

}
