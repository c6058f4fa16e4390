package io.asyncreply.benchmarks;

import java.time.Duration;
import java.util.List;

/**
 * How long and how often is measured.
 *
 * @param warmUp how long each side works before anything counts
 * @param rampUp how long the callers call before each window
 * @param window how long a window is
 * @param rounds how often each side has its turn
 * @param callers how many callers there are, one series each
 */
record Plan(Duration warmUp, Duration rampUp, Duration window, int rounds, List<Integer> callers) {

	private static final List<Integer> CALLERS = List.of(1, 32, 256);

	/** Few sides have more rounds and get warmer, because they have the time. */
	private static final int FEW = 6;

	/** A JIT compiler that shares two cores with its program needs minutes. */
	static Plan thorough(int sides) {
		boolean few = sides <= FEW;
		return new Plan(Duration.ofSeconds(few ? 60 : 15), Duration.ofSeconds(1), Duration.ofSeconds(4), few ? 5 : 3,
				CALLERS);
	}

	/** Enough to see that everything works, too short for a figure to be cited. */
	static Plan quick() {
		return new Plan(Duration.ofSeconds(2), Duration.ofMillis(500), Duration.ofSeconds(1), 1, CALLERS);
	}

	/** The same with another number of callers, one series only. */
	Plan with(int number) {
		return new Plan(this.warmUp, this.rampUp, this.window, this.rounds, List.of(number));
	}

	@Override
	public String toString() {
		return "medians of %d paired rounds of %d s, each side warmed up for %d s".formatted(this.rounds,
				this.window.toSeconds(), this.warmUp.toSeconds());
	}

}
