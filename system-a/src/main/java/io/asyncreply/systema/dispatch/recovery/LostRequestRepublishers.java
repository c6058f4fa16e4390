package io.asyncreply.systema.dispatch.recovery;

import java.time.Instant;
import java.util.List;

/**
 * The republisher of each request queue.
 *
 * @param all the republishers
 */
record LostRequestRepublishers(List<LostRequestRepublisher> all) {

	/**
	 * Checks every queue.
	 * @param now the present time
	 */
	void checkAll(Instant now) {
		this.all.forEach((republisher) -> republisher.check(now));
	}

}
