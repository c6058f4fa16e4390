package io.asyncreply.benchmarks;

import java.time.Duration;

import tools.jackson.databind.JsonNode;

/**
 * The estimate of one request, and its delay by the clock of System A.
 *
 * @param at when it was submitted, in seconds from the start
 * @param predicted predicted delay in seconds, NaN without an estimate
 * @param p90 predicted 90th percentile in seconds, NaN without an estimate
 * @param delay measured delay in seconds
 * @param waited measured delay without the work, in seconds
 */
record EstimateOutcome(double at, double predicted, double p90, double delay, double waited) {

	static EstimateOutcome of(double at, JsonNode accepted, JsonNode completed) {
		JsonNode estimate = accepted.path("eta");
		return new EstimateOutcome(at, estimate.path("seconds").asDouble(Double.NaN),
				estimate.path("p90").asDouble(Double.NaN), seconds(completed.at("/timings/total")),
				seconds(completed.at("/timings/waiting")));
	}

	private static double seconds(JsonNode duration) {
		return Duration.parse(duration.asString()).toNanos() / 1e9;
	}

	boolean isPredicted() {
		return !Double.isNaN(this.predicted);
	}

	boolean isCovered() {
		return this.delay <= this.p90;
	}

	double relativeError() {
		return Math.abs(this.predicted / this.delay - 1);
	}

}
