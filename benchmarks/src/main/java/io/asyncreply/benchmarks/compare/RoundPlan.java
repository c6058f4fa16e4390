package io.asyncreply.benchmarks.compare;

import java.time.Duration;
import java.util.List;

/**
 * How long and how often each side is measured.
 *
 * @param warmUp load before all measurements
 * @param rampUp load before each time window
 * @param window length of a time window
 * @param rounds time windows of each side, in turn with the others
 * @param callers numbers of callers, one series for each
 */
public record RoundPlan(Duration warmUp, Duration rampUp, Duration window, int rounds, List<Integer> callers) {

	private static final int FEW_SIDES = 6;

	/**
	 * Plans a short run, whose figures only show that all sides work.
	 * @param callers numbers of callers
	 * @return the plan
	 */
	public static RoundPlan quick(List<Integer> callers) {
		return new RoundPlan(Duration.ofSeconds(2), Duration.ofMillis(500), Duration.ofSeconds(1), 1, callers);
	}

	/**
	 * Plans a full run.
	 * @param sides number of sides; up to six sides warm up longer and have more rounds
	 * @param callers numbers of callers
	 * @return the plan
	 */
	public static RoundPlan full(int sides, List<Integer> callers) {
		boolean few = sides <= FEW_SIDES;
		return new RoundPlan(Duration.ofSeconds(few ? 60 : 15), Duration.ofSeconds(1), Duration.ofSeconds(4),
				few ? 5 : 3, callers);
	}

	@Override
	public String toString() {
		return "Medians of %d paired rounds of %d s, after a warm-up of %d s for each side.".formatted(this.rounds,
				this.window.toSeconds(), this.warmUp.toSeconds());
	}

}
