package io.asyncreply.systema.ledger.spi;

import java.time.Duration;

/**
 * Decides how long a sent request stays open past its deadline because its reply may be
 * in the reply queue.
 */
@FunctionalInterface
public interface ExpiryGrace {

	/**
	 * Returns the current grace.
	 * @return zero while replies arrive
	 */
	Duration current();

}
