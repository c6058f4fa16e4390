package io.asyncreply.endtoend.harness;

import java.time.Duration;
import java.util.List;

import io.asyncreply.testsupport.process.SystemProcess;
import org.awaitility.Awaitility;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a pair holds of what is scarce, at a moment of peace.
 *
 * @param connections at the broker, each by its user and the number of its channels
 * @param systemA what System A holds
 * @param systemB what System B holds
 */
public record ResourceFootprint(List<String> connections, ProcessFootprint systemA, ProcessFootprint systemB) {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	public static ResourceFootprint of(SystemPair pair) {
		List<String> connections = BrokerInspector.of(pair)
			.connections()
			.stream()
			.map((connection) -> connection.path("user").asString() + " with " + connection.path("channels"))
			.sorted()
			.toList();
		return new ResourceFootprint(connections, ProcessFootprint.of(pair.systemA()),
				ProcessFootprint.of(pair.systemB()));
	}

	/** Waits until the pair holds no more than before, apart from what varies anyway. */
	public static void awaitNoMoreThan(ResourceFootprint before, SystemPair pair) {
		Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
			ResourceFootprint now = of(pair);
			assertThat(now.connections).as("connections and channels").isEqualTo(before.connections);
			assertThat(now.systemA.exceeds(before.systemA)).as("%s instead of %s", now, before).isFalse();
			assertThat(now.systemB.exceeds(before.systemB)).as("%s instead of %s", now, before).isFalse();
		});
		assertThat(ScrapedMetrics.of(pair.systemA()).sum("asyncreply_waiting_callers")).as("waiting callers").isZero();
	}

	/**
	 * What one system holds.
	 *
	 * @param threads of the operating system
	 * @param files open files, sockets among them
	 * @param heap bytes of its heap after a garbage collection
	 */
	record ProcessFootprint(long threads, long files, long heap) {

		/** Pools of threads and of connections breathe. */
		private static final long SOME = 24;

		private static final long SOME_HEAP = 48 << 20;

		static ProcessFootprint of(SystemProcess system) {
			system.collectGarbage();
			ProcessStatistics files = new ProcessStatistics(system.pid());
			long heap = (long) ScrapedMetrics.of(system).sum("jvm_memory_used_bytes", "area=\"heap\"");
			return new ProcessFootprint(files.threads(), files.openFiles(), heap);
		}

		boolean exceeds(ProcessFootprint before) {
			return this.threads > before.threads + SOME || this.files > before.files + SOME
					|| this.heap > before.heap + SOME_HEAP;
		}

	}

}
