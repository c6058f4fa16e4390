package io.asyncreply.benchmarks;

/**
 * One window of one side.
 *
 * @param side the side
 * @param pattern how it was asked
 * @param seconds how long the window was
 * @param tally what came back
 * @param consumption what it took
 */
record Measurement(Side side, Pattern pattern, double seconds, Tally tally, Consumption consumption) {

	double requestsPerSecond() {
		return this.tally.answers() / this.seconds;
	}

	double p50() {
		return this.tally.millisAt(50);
	}

	double p99() {
		return this.tally.millisAt(99);
	}

	double cpuMicrosPerRequest(Part part) {
		return microsPerRequest(this.consumption.cpuSeconds().getOrDefault(part, Double.NaN));
	}

	double cpuMicrosPerRequest() {
		return microsPerRequest(this.consumption.cpuSecondsOfAll());
	}

	private double microsPerRequest(double cpuSeconds) {
		return cpuSeconds * 1_000_000 / this.tally.answers();
	}

	double peakMebibytes(Part part) {
		return this.consumption.peakMebibytes().getOrDefault(part, Double.NaN);
	}

	/** How much of one CPU the load generator took; near 1 it is the bottleneck. */
	double loadGeneratorShare() {
		return this.consumption.cpuSeconds().getOrDefault(Part.LOAD, 0.0) / this.seconds;
	}

	/** How much of the machine everything else took. */
	double othersShare() {
		return this.consumption.otherCpuSeconds() / this.seconds / Runtime.getRuntime().availableProcessors();
	}

}
