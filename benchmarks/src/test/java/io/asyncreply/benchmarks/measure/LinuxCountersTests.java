package io.asyncreply.benchmarks.measure;

import java.io.IOException;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Counters of this process.
 */
class LinuxCountersTests {

	private final long pid = ProcessHandle.current().pid();

	@Test
	void readsTimeAndMemoryOfAProcess() throws IOException {
		assertThat(LinuxCounters.cpuSeconds(this.pid)).isPositive().isLessThan(LinuxCounters.machineSeconds());
		LinuxCounters.resetPeak(this.pid);
		assertThat(LinuxCounters.residentMebibytes(this.pid)).isBetween(10.0, 10_000.0);
		assertThat(LinuxCounters.peakMebibytes(this.pid)).isBetween(10.0, 10_000.0);
	}

	@Test
	void measuresTheTimeSinceItsConstruction() throws IOException {
		ResourceUsage.UsageMeter meter = new ResourceUsage.UsageMeter(Map.of(ProcessRole.LOAD, this.pid));
		assertThat(meter.read().totalSeconds()).isBetween(0.0, LinuxCounters.cpuSeconds(this.pid));
	}

}
