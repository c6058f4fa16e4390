package io.asyncreply.systema.ledger.spi;

import java.time.Duration;

/**
 * Says how long requests stay open past their deadline because their replies may still be
 * under way.
 */
@FunctionalInterface
public interface ExpiryGrace {

	/**
	 * Looks whether replies arrive.
	 * @return zero while they do; what was never sent is not spared
	 */
	Duration current();

}
