package io.asyncreply.endtoend.harness;

import java.time.Duration;
import java.util.List;

import io.asyncreply.testsupport.process.SystemProcess;
import org.awaitility.Awaitility;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The resources that an idle pair uses.
 *
 * @param connections the broker connections, each with its user and number of channels
 * @param systemA the resources of System A
 * @param systemB the resources of System B
 */
public record ResourceFootprint(List<String> connections, ProcessFootprint systemA, ProcessFootprint systemB) {

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	public static ResourceFootprint of(SystemPair systemPair) {
		List<String> connections = BrokerInspector.of(systemPair)
			.connections()
			.stream()
			.map((connection) -> connection.path("user").asString() + " with " + connection.path("channels"))
			.sorted()
			.toList();
		return new ResourceFootprint(connections, ProcessFootprint.of(systemPair.systemA()),
				ProcessFootprint.of(systemPair.systemB()));
	}

	/** Waits until the pair uses no more resources than before, within a tolerance. */
	public static void awaitNoLeaks(ResourceFootprint before, SystemPair systemPair) {
		Awaitility.await().atMost(TIMEOUT).untilAsserted(() -> {
			ResourceFootprint now = of(systemPair);
			assertThat(now.connections).as("connections and channels").isEqualTo(before.connections);
			assertThat(now.systemA.exceeds(before.systemA)).as("%s instead of %s", now, before).isFalse();
			assertThat(now.systemB.exceeds(before.systemB)).as("%s instead of %s", now, before).isFalse();
		});
		assertThat(ScrapedMetrics.of(systemPair.systemA()).sum("asyncreply_waiting_callers")).as("waiting callers")
			.isZero();
	}

	/**
	 * The resources of one system.
	 *
	 * @param threads threads of the operating system
	 * @param openFiles open files, including sockets
	 * @param heapBytes used bytes of the heap after a garbage collection
	 */
	record ProcessFootprint(long threads, long openFiles, long heapBytes) {

		/** Tolerance for pools of threads and connections. */
		private static final long COUNT_TOLERANCE = 24;

		private static final long HEAP_TOLERANCE_BYTES = 48 << 20;

		static ProcessFootprint of(SystemProcess system) {
			system.collectGarbage();
			ProcessStatistics files = new ProcessStatistics(system.pid());
			long heapBytes = (long) ScrapedMetrics.of(system).sum("jvm_memory_used_bytes", "area=\"heap\"");
			return new ProcessFootprint(files.threads(), files.openFiles(), heapBytes);
		}

		boolean exceeds(ProcessFootprint before) {
			return this.threads > before.threads + COUNT_TOLERANCE
					|| this.openFiles > before.openFiles + COUNT_TOLERANCE
					|| this.heapBytes > before.heapBytes + HEAP_TOLERANCE_BYTES;
		}

	}

}
