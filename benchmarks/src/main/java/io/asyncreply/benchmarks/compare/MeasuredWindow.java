package io.asyncreply.benchmarks.compare;

import io.asyncreply.benchmarks.load.LoadPattern;
import io.asyncreply.benchmarks.measure.AnswerRecorder;
import io.asyncreply.benchmarks.measure.ProcessRole;
import io.asyncreply.benchmarks.measure.ResourceUsage;

/**
 * The measurement of one side in one time window.
 *
 * @param side the side
 * @param pattern its load
 * @param seconds length of the window
 * @param answers the answers
 * @param usage CPU time
 */
record MeasuredWindow(ComparedSide side, LoadPattern pattern, double seconds, AnswerRecorder answers,
		ResourceUsage usage) {

	double requestsPerSecond() {
		return this.answers.answers() / this.seconds;
	}

	double p50() {
		return this.answers.millisAt(50);
	}

	double p99() {
		return this.answers.millisAt(99);
	}

	double totalCpuMicros() {
		return this.usage.totalSeconds() * 1e6 / this.answers.answers();
	}

	double cpuMicros(ProcessRole role) {
		return cpuSeconds(role) * 1e6 / this.answers.answers();
	}

	/** Near 100 the load generator is the bottleneck. */
	double loadPercent() {
		return 100 * cpuSeconds(ProcessRole.LOAD) / this.seconds;
	}

	double otherPercent() {
		return 100 * this.usage.otherSeconds() / this.seconds / Runtime.getRuntime().availableProcessors();
	}

	private double cpuSeconds(ProcessRole role) {
		return this.usage.cpuSeconds().getOrDefault(role, Double.NaN);
	}

}
