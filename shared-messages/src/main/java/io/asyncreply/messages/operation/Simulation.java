package io.asyncreply.messages.operation;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/**
 * Payload of {@code work.simulate}, which simulates work for demonstrations and tests.
 * The operation is available in the Spring profile {@code demo} only.
 *
 * @param millis duration of the work in milliseconds, at most 1 h
 * @param steps number of progress reports, 0 for none
 * @param cpu whether the handler uses CPU time instead of sleeping
 * @param failTimes number of attempts that fail with a retryable error before one
 * succeeds
 * @param failPermanently whether the handler fails with an error that is not retryable
 * @param crash whether the process of System B exits without a reply
 */
public record Simulation(@Min(0) @Max(3_600_000) int millis, @Min(0) @Max(1_000) int steps, boolean cpu,
		@Min(0) @Max(1_000) int failTimes, boolean failPermanently, boolean crash) {

	/** Operation {@code work.simulate}. */
	public static final Operation<Simulation, Result> OPERATION = Operation.testOnly("work.simulate", Simulation.class,
			Result.class);

	/**
	 * Result of {@code work.simulate}.
	 *
	 * @param millis measured duration of the work in milliseconds
	 * @param attempt number of the attempt that succeeded
	 */
	public record Result(long millis, int attempt) {

	}

}
