package io.asyncreply.benchmarks;

import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;

/**
 * What was consumed in a window.
 *
 * @param cpuSeconds CPU time by part
 * @param otherCpuSeconds what everything else on the machine took
 * @param peakMebibytes the most memory by part
 */
record Consumption(Map<Part, Double> cpuSeconds, double otherCpuSeconds, Map<Part, Double> peakMebibytes) {

	double cpuSecondsOfAll() {
		return this.cpuSeconds.values().stream().mapToDouble(Double::doubleValue).sum();
	}

	/**
	 * Reads the meters at the beginning and at the end of a window.
	 */
	static final class Meter {

		private final Kernel kernel;

		private final Map<Part, Long> processes;

		private final Map<Part, Double> cpuBefore;

		private final double busyBefore;

		Meter(Kernel kernel, Map<Part, Long> processes) throws IOException {
			this.kernel = kernel;
			this.processes = processes;
			for (long pid : processes.values()) {
				kernel.forgetPeak(pid);
			}
			this.cpuBefore = cpuSeconds();
			this.busyBefore = kernel.busySeconds();
		}

		Consumption read() throws IOException {
			double busy = this.kernel.busySeconds() - this.busyBefore;
			Map<Part, Double> cpu = cpuSeconds();
			cpu.replaceAll((part, seconds) -> seconds - this.cpuBefore.getOrDefault(part, 0.0));
			Map<Part, Double> peaks = new EnumMap<>(Part.class);
			for (Map.Entry<Part, Long> process : this.processes.entrySet()) {
				peaks.put(process.getKey(), this.kernel.peakMebibytes(process.getValue()));
			}
			double own = cpu.values().stream().mapToDouble(Double::doubleValue).sum();
			return new Consumption(cpu, Math.max(0, busy - own), peaks);
		}

		private Map<Part, Double> cpuSeconds() throws IOException {
			Map<Part, Double> seconds = new EnumMap<>(Part.class);
			for (Map.Entry<Part, Long> process : this.processes.entrySet()) {
				seconds.put(process.getKey(), this.kernel.cpuSeconds(process.getValue()));
			}
			return seconds;
		}

	}

}
