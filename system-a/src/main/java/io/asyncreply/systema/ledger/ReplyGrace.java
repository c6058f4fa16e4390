package io.asyncreply.systema.ledger;

import java.time.Duration;

/**
 * Says how long requests stay open past their deadline because their replies may still be
 * under way.
 */
@FunctionalInterface
public interface ReplyGrace {

	/**
	 * Looks whether replies arrive.
	 * @return zero while they do; what was never sent is not spared
	 */
	Duration now();

}
