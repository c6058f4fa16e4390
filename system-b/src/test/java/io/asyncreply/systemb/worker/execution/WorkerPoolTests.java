package io.asyncreply.systemb.worker.execution;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests how tasks are distributed to threads. Odd tasks end at once, even tasks wait for
 * the gate, and negative tasks fail then.
 */
class WorkerPoolTests {

	private final Set<Integer> finished = ConcurrentHashMap.newKeySet();

	private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

	private final CountDownLatch gate = new CountDownLatch(1);

	private final WorkerPool<Integer> workerPool = new WorkerPool<>(4, "slots", this::runTask);

	@AfterEach
	void close() throws InterruptedException {
		this.gate.countDown();
		assertThat(this.workerPool.close(Duration.ofSeconds(10))).isTrue();
	}

	private void runTask(int task) {
		this.threads.add(Thread.currentThread());
		if (task % 2 == 0) {
			awaitGate();
		}
		if (task < 0) {
			throw new IllegalStateException("Negative tasks fail");
		}
		this.finished.add(task);
	}

	private void awaitGate() {
		try {
			this.gate.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Test
	void runsFastTasksOfOneGroupOnOneThread() {
		this.workerPool.submit(List.of(1, 3, 5, 7));
		await().until(() -> this.finished.size() == 4);
		assertThat(this.threads).hasSize(1);
	}

	@Test
	void runsSingleTaskWithoutWaiting() {
		this.workerPool.submit(List.of(0));
		this.workerPool.submit(List.of(2));
		this.workerPool.submit(List.of(1));
		await().until(() -> this.finished.contains(1));
		assertThat(this.finished).containsExactly(1);
	}

	@Test
	void spreadsGroupBehindSlowTask() {
		this.workerPool.submit(List.of(0, 1, 2, 3));
		await().until(() -> this.threads.size() == 1);
		assertThat(this.finished).isEmpty();
		this.workerPool.wakeForWaiting();
		await().until(() -> this.finished.containsAll(List.of(1, 3)));
		assertThat(this.finished).containsExactlyInAnyOrder(1, 3);
	}

	@Test
	void queuesTasksBeyondConcurrency() {
		IntStream.range(0, 6).forEach((i) -> this.workerPool.submit(List.of(2 * i)));
		this.workerPool.wakeForWaiting();
		await().until(() -> this.threads.size() == 4);
		assertThat(this.workerPool.waiting()).isEqualTo(2);
		this.gate.countDown();
		await().until(() -> this.finished.size() == 6);
		assertThat(this.threads).hasSize(4);
	}

	@Test
	void replacesFailedThread() {
		IntStream.rangeClosed(1, 4).forEach((i) -> this.workerPool.submit(List.of(-2 * i)));
		await().until(() -> this.threads.size() == 4);
		this.workerPool.submit(List.of(1));
		this.gate.countDown();
		await().dontCatchUncaughtExceptions().until(() -> this.finished.contains(1));
		assertThat(this.workerPool.waiting()).isZero();
	}

	@Test
	void doesNotRunDiscardedTask() {
		IntStream.range(0, 5).forEach((i) -> this.workerPool.submit(List.of(2 * i)));
		await().until(() -> this.workerPool.waiting() == 1);
		this.workerPool.discardIf((task) -> task == 8);
		this.gate.countDown();
		await().until(() -> this.finished.size() == 4);
		assertThat(this.workerPool.waiting()).isZero();
	}

	@Test
	void runsNothingAfterClose() throws InterruptedException {
		IntStream.range(0, 5).forEach((i) -> this.workerPool.submit(List.of(2 * i)));
		await().until(() -> this.threads.size() == 4);
		assertThat(this.workerPool.close(Duration.ofSeconds(10))).isTrue();
		this.workerPool.submit(List.of(1));
		assertThat(this.finished).containsExactlyInAnyOrder(0, 2, 4, 6);
	}

}
