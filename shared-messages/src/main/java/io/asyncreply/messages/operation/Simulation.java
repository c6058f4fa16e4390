package io.asyncreply.messages.operation;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/**
 * Behaves as told: the instrument for demonstrations and tests, refused in production.
 *
 * @param millis how long the work lasts in milliseconds, at most an hour
 * @param steps in how many steps it reports progress, 0 for none
 * @param cpu whether it burns CPU for that time instead of sleeping
 * @param failTimes how many attempts fail, each retryable, before one succeeds
 * @param failPermanently whether it fails for good
 * @param crash whether it ends the whole process of System B without a word
 */
public record Simulation(@Min(0) @Max(3_600_000) int millis, @Min(0) @Max(1_000) int steps, boolean cpu,
		@Min(0) @Max(1_000) int failTimes, boolean failPermanently, boolean crash) {

	/** The operation. */
	public static final Operation<Simulation, Result> OPERATION = Operation.testOnly("work.simulate", Simulation.class,
			Result.class);

	/**
	 * The answer.
	 *
	 * @param millis how long the work lasted by its own clock
	 * @param attempt the attempt that succeeded
	 */
	public record Result(long millis, int attempt) {

	}

}
