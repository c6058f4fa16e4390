package io.asyncreply.benchmarks;

import java.io.IOException;
import java.time.Duration;

/**
 * Those who ask a side.
 */
interface Load extends AutoCloseable {

	/**
	 * Lets them ask for a while.
	 * @return what came back
	 */
	Tally run(Duration duration) throws IOException;

	/**
	 * Lets nobody ask again and waits for the answers that are still to come.
	 * @return what came back; an answer that never came is a fault
	 */
	Tally drain() throws IOException;

	@Override
	void close() throws IOException;

	/**
	 * Brings those who ask to a side.
	 */
	@FunctionalInterface
	interface Source {

		/**
		 * Brings them.
		 * @param pattern how they ask
		 * @return those who ask, to close
		 */
		Load bring(Pattern pattern) throws IOException;

	}

}
