package io.asyncreply.benchmarks.scale;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import io.asyncreply.benchmarks.Kernel;
import io.asyncreply.benchmarks.Tally;
import io.asyncreply.benchmarks.bulk.Heap;
import io.asyncreply.benchmarks.bulk.OpenLoop;
import io.asyncreply.benchmarks.bulk.SystemA;

/**
 * Examines System A.
 */
final class Examination {

	private static final int READS_PER_SECOND = 400;

	private static final int SUBMITTERS = 32;

	private static final int READINGS = 20;

	private static final String QUEUES = "/actuator/queues";

	private final SystemA systemA;

	private final Heap heap;

	private final Kernel kernel;

	private final long pid;

	private final OptionalLong database;

	private final Duration window;

	Examination(SystemA systemA, Heap heap, Kernel kernel, long pid, OptionalLong database, Duration window) {
		this.systemA = systemA;
		this.heap = heap;
		this.kernel = kernel;
		this.pid = pid;
		this.database = database;
		this.window = window;
	}

	/**
	 * Examines it.
	 * @param requests paths of requests, one of which is read each time
	 */
	Condition examine(List<String> requests) throws IOException, InterruptedException {
		double heapMebibytes = this.heap.mebibytes();
		double memory = this.kernel.mebibytes(this.pid);
		Condition.Idle idle = idle();
		Tally reads = reads(requests);
		Condition.Depth depth = depth();
		Tally accepts = new Submitters(this.systemA, SUBMITTERS).run(this.window);
		return new Condition(heapMebibytes, memory, idle, reads, depth, accepts.answers() / seconds(), accepts);
	}

	private Tally reads(List<String> requests) throws InterruptedException {
		long end = System.nanoTime() + this.window.toNanos();
		return new OpenLoop(READS_PER_SECOND,
				() -> this.systemA.get(requests.get(ThreadLocalRandom.current().nextInt(requests.size()))))
			.run(() -> System.nanoTime() - end < 0);
	}

	private Condition.Depth depth() throws IOException {
		double cpuBefore = this.kernel.cpuSeconds(this.pid);
		long start = System.nanoTime();
		for (int i = 0; i < READINGS; i++) {
			this.systemA.read(QUEUES);
		}
		return new Condition.Depth((System.nanoTime() - start) / 1e6 / READINGS,
				(this.kernel.cpuSeconds(this.pid) - cpuBefore) * 1_000 / READINGS);
	}

	private Condition.Idle idle() throws IOException, InterruptedException {
		double systemBefore = this.kernel.cpuSeconds(this.pid);
		double databaseBefore = databaseSeconds();
		TimeUnit.NANOSECONDS.sleep(this.window.toNanos());
		return new Condition.Idle(100 * (this.kernel.cpuSeconds(this.pid) - systemBefore) / seconds(),
				100 * (databaseSeconds() - databaseBefore) / seconds());
	}

	private double databaseSeconds() throws IOException {
		return this.database.isPresent() ? this.kernel.cpuSeconds(this.database.getAsLong()) : 0;
	}

	private double seconds() {
		return this.window.toNanos() / 1e9;
	}

}
