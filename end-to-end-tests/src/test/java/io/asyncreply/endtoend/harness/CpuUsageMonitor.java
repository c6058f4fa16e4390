package io.asyncreply.endtoend.harness;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.asyncreply.testsupport.process.SystemProcess;
import org.awaitility.Awaitility;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Checks that systems use little CPU while they cannot make progress.
 */
public final class CpuUsageMonitor {

	/** Share of one processor; a busy loop uses all of it. */
	private static final double MAX_CPU_SHARE = 0.5;

	private static final Duration MIN_OBSERVATION = Duration.ofSeconds(2);

	private final Map<ProcessStatistics, Duration> cpuTimeBefore = new LinkedHashMap<>();

	private final long start = System.nanoTime();

	private CpuUsageMonitor(List<SystemProcess> systems) {
		systems.forEach((system) -> {
			ProcessStatistics files = new ProcessStatistics(system.pid());
			this.cpuTimeBefore.put(files, files.processorTime());
		});
	}

	public static CpuUsageMonitor start(SystemProcess... systems) {
		return new CpuUsageMonitor(List.of(systems));
	}

	/**
	 * Checks that each system was idle most of the time since the start. Observes them
	 * for at least 2 s.
	 */
	public void assertIdle() {
		Awaitility.await().until(() -> System.nanoTime() - this.start >= MIN_OBSERVATION.toNanos());
		double elapsed = (System.nanoTime() - this.start) / 1e9;
		this.cpuTimeBefore
			.forEach((files, cpuTimeBefore) -> assertThat(files.processorTime().minus(cpuTimeBefore).toMillis() / 1e3)
				.as("CPU seconds of process %s in %.1f s", files.pid(), elapsed)
				.isLessThan(MAX_CPU_SHARE * elapsed));
	}

}
