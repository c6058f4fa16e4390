package io.asyncreply.benchmarks.measure;

import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;

/**
 * CPU time that processes used in a time window.
 *
 * @param cpuSeconds CPU time of each role
 * @param otherSeconds CPU time of all other processes on the machine
 */
public record ResourceUsage(Map<ProcessRole, Double> cpuSeconds, double otherSeconds) {

	public double totalSeconds() {
		return this.cpuSeconds.values().stream().mapToDouble(Double::doubleValue).sum();
	}

	/**
	 * Measures the usage from its construction on.
	 */
	public static final class UsageMeter {

		private final Map<ProcessRole, Long> processes;

		private final Map<ProcessRole, Double> before;

		private final double machineBefore = LinuxCounters.machineSeconds();

		public UsageMeter(Map<ProcessRole, Long> processes) throws IOException {
			this.processes = processes;
			this.before = readAll();
		}

		public ResourceUsage read() throws IOException {
			double machine = LinuxCounters.machineSeconds() - this.machineBefore;
			Map<ProcessRole, Double> cpu = readAll();
			cpu.replaceAll((role, seconds) -> seconds - this.before.getOrDefault(role, 0.0));
			double own = new ResourceUsage(cpu, 0).totalSeconds();
			return new ResourceUsage(cpu, Math.max(0, machine - own));
		}

		private Map<ProcessRole, Double> readAll() {
			Map<ProcessRole, Double> seconds = new EnumMap<>(ProcessRole.class);
			this.processes.forEach((role, pid) -> seconds.put(role, LinuxCounters.cpuSeconds(pid)));
			return seconds;
		}

	}

}
