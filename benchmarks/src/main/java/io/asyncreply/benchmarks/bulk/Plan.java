package io.asyncreply.benchmarks.bulk;

import java.time.Duration;

/**
 * How long and how often is measured.
 *
 * @param warmUp how long the bare client, single requests and batches each warm
 * everything up
 * @param window how long a window without bulk is
 * @param rounds how often all have their turn
 * @param lines how many requests a batch has
 * @param floodLines how many the great one has
 */
record Plan(Duration warmUp, Duration window, int rounds, int lines, int floodLines) {

	static final Plan THOROUGH = new Plan(Duration.ofSeconds(15), Duration.ofSeconds(8), 3, 200_000, 1_000_000);

	/** Enough to see that everything works, too short for a figure to be cited. */
	static final Plan QUICK = new Plan(Duration.ofSeconds(3), Duration.ofSeconds(3), 1, 5_000, 20_000);

}
