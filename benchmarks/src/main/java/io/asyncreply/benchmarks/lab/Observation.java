package io.asyncreply.benchmarks.lab;

import java.time.Duration;

import tools.jackson.databind.JsonNode;

/**
 * What one caller was told, and what came of it.
 *
 * @param at when the request was submitted, in seconds
 * @param predicted in how many seconds it would end; not a number if that was not told
 * @param p90 in how many seconds it would end in nine of ten cases; the same
 * @param delay in how many seconds it ended, by System A's clock
 * @param waited what of that was not work
 * @param polls how often its caller asked, obeying {@code Retry-After}
 */
record Observation(double at, double predicted, double p90, double delay, double waited, int polls) {

	static Observation of(double at, JsonNode accepted, JsonNode ended, int polls) {
		JsonNode eta = accepted.path("eta");
		return new Observation(at, eta.path("seconds").asDouble(Double.NaN), eta.path("p90").asDouble(Double.NaN),
				seconds(ended.at("/timings/total")), seconds(ended.at("/timings/waiting")), polls);
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

	private static double seconds(JsonNode duration) {
		return Duration.parse(duration.asString()).toNanos() / 1e9;
	}

}
