package io.asyncreply.endtoend;

import java.time.Duration;
import java.util.List;

import io.asyncreply.testsupport.SystemProcess;
import org.awaitility.Awaitility;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a pair holds of what is scarce, at a moment of peace.
 *
 * @param connections at the broker, each by its user and the number of its channels
 * @param systemA what System A holds
 * @param systemB what System B holds
 */
record Footprint(List<String> connections, Holdings systemA, Holdings systemB) {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	static Footprint of(Pair pair) {
		List<String> connections = BrokerView.of(pair)
			.connections()
			.stream()
			.map((connection) -> connection.path("user").asString() + " with " + connection.path("channels"))
			.sorted()
			.toList();
		return new Footprint(connections, Holdings.of(pair.systemA()), Holdings.of(pair.systemB()));
	}

	/** Waits until the pair holds no more than before, apart from what varies anyway. */
	static void awaitNoMoreThan(Footprint before, Pair pair) {
		Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
			Footprint now = of(pair);
			assertThat(now.connections).as("connections and channels").isEqualTo(before.connections);
			assertThat(now.systemA.exceeds(before.systemA)).as("%s instead of %s", now, before).isFalse();
			assertThat(now.systemB.exceeds(before.systemB)).as("%s instead of %s", now, before).isFalse();
		});
		assertThat(Metrics.of(pair.systemA()).sum("asyncreply_waiting_callers")).as("waiting callers").isZero();
	}

	/**
	 * What one system holds.
	 *
	 * @param threads of the operating system
	 * @param files open files, sockets among them
	 * @param heap bytes of its heap after a garbage collection
	 */
	record Holdings(long threads, long files, long heap) {

		/** Pools of threads and of connections breathe. */
		private static final long SOME = 24;

		private static final long SOME_HEAP = 48 << 20;

		static Holdings of(SystemProcess system) {
			system.collectGarbage();
			ProcessFiles files = new ProcessFiles(system.pid());
			long heap = (long) Metrics.of(system).sum("jvm_memory_used_bytes", "area=\"heap\"");
			return new Holdings(files.threads(), files.openFiles(), heap);
		}

		boolean exceeds(Holdings before) {
			return this.threads > before.threads + SOME || this.files > before.files + SOME
					|| this.heap > before.heap + SOME_HEAP;
		}

	}

}
