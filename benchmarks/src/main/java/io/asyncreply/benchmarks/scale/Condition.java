package io.asyncreply.benchmarks.scale;

import java.util.Locale;

import io.asyncreply.benchmarks.Tally;

/**
 * What System A is like while something waits.
 *
 * @param heap what it keeps in its heap, in MiB
 * @param memory all its memory, in MiB
 * @param idle what it and its database take while nobody asks
 * @param reads what those saw who read a status
 * @param depth what a reading of the queues takes
 * @param acceptsPerSecond how many requests it accepts
 * @param accepts what those saw who submitted them
 */
record Condition(double heap, double memory, Idle idle, Tally reads, Depth depth, double acceptsPerSecond,
		Tally accepts) {

	double readP50() {
		return this.reads.millisAt(50);
	}

	double readP99() {
		return this.reads.millisAt(99);
	}

	double acceptP99() {
		return this.accepts.millisAt(99);
	}

	double systemIdle() {
		return this.idle.system();
	}

	double databaseIdle() {
		return this.idle.database();
	}

	double depthMillis() {
		return this.depth.millis();
	}

	double depthCpuMillis() {
		return this.depth.cpuMillis();
	}

	long faults() {
		return this.reads.faults() + this.accepts.faults();
	}

	@Override
	public String toString() {
		return String.format(Locale.ROOT,
				"heap %.0f MiB, memory %.0f MiB, at rest %.1f %% of a CPU, read p99 %.2f ms, %,.0f accepts/s, "
						+ "queues read in %.1f ms",
				this.heap, this.memory, systemIdle(), readP99(), this.acceptsPerSecond, depthMillis());
	}

	/**
	 * What is taken while nobody asks, in percent of a CPU.
	 *
	 * @param system by System A
	 * @param database by its database; nothing if that is in System A
	 */
	record Idle(double system, double database) {

	}

	/**
	 * What a reading of the queues takes.
	 *
	 * @param millis how long it takes
	 * @param cpuMillis what it costs System A in CPU, in ms
	 */
	record Depth(double millis, double cpuMillis) {

	}

}
