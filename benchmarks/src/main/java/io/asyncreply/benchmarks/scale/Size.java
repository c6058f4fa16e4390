package io.asyncreply.benchmarks.scale;

import java.time.Duration;

/**
 * How much waits, and how long is measured.
 *
 * @param warmUp how many requests are worked off first
 * @param requests how many requests wait
 * @param callers how many callers wait for an answer
 * @param streams how many follow a request
 * @param window how long each measurement lasts
 */
record Size(int warmUp, int requests, int callers, int streams, Duration window) {

	static final Size THOROUGH = new Size(50_000, 1_000_000, 10_000, 2_000, Duration.ofSeconds(6));

	/** Enough to see that everything works, too little for a figure to be cited. */
	static final Size QUICK = new Size(5_000, 20_000, 500, 100, Duration.ofSeconds(2));

}
