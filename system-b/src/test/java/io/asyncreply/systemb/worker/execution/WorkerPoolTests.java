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
 * Which threads work on what.
 */
class WorkerPoolTests {

	private final Set<Integer> done = ConcurrentHashMap.newKeySet();

	private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

	private final CountDownLatch gate = new CountDownLatch(1);

	private final WorkerPool<Integer> slots = new WorkerPool<>(4, "slots", this::work);

	@AfterEach
	void close() throws InterruptedException {
		this.gate.countDown();
		assertThat(this.slots.close(Duration.ofSeconds(10))).isTrue();
	}

	/** Odd work is quick, even work waits for the gate, and fails then if negative. */
	private void work(int work) {
		this.threads.add(Thread.currentThread());
		if (work % 2 == 0) {
			pass();
		}
		if (work < 0) {
			throw new IllegalStateException("This is meant to fail");
		}
		this.done.add(work);
	}

	private void pass() {
		try {
			this.gate.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Test
	void quickWorkThatCameTogetherIsOneThreadsWork() {
		this.slots.take(List.of(1, 3, 5, 7));
		await().until(() -> this.done.size() == 4);
		assertThat(this.threads).hasSize(1);
	}

	@Test
	void whatComesAloneWaitsForNobody() {
		this.slots.take(List.of(0));
		this.slots.take(List.of(2));
		this.slots.take(List.of(1));
		await().until(() -> this.done.contains(1));
		assertThat(this.done).containsExactly(1);
	}

	@Test
	void workThatTakesLongerThanThoughtKeepsNobodyWaitingForLong() {
		this.slots.take(List.of(0, 1, 2, 3));
		await().until(() -> this.threads.size() == 1);
		assertThat(this.done).isEmpty();
		this.slots.spread();
		await().until(() -> this.done.containsAll(List.of(1, 3)));
		assertThat(this.done).containsExactlyInAnyOrder(1, 3);
	}

	@Test
	void moreThanThereAreSlotsWait() {
		IntStream.range(0, 6).forEach((i) -> this.slots.take(List.of(2 * i)));
		this.slots.spread();
		await().until(() -> this.threads.size() == 4);
		assertThat(this.slots.waiting()).isEqualTo(2);
		this.gate.countDown();
		await().until(() -> this.done.size() == 6);
		assertThat(this.threads).hasSize(4);
	}

	@Test
	void threadThatFailsIsReplacedForWhoWaits() {
		IntStream.rangeClosed(1, 4).forEach((i) -> this.slots.take(List.of(-2 * i)));
		await().until(() -> this.threads.size() == 4);
		this.slots.take(List.of(1));
		this.gate.countDown();
		await().dontCatchUncaughtExceptions().until(() -> this.done.contains(1));
		assertThat(this.slots.waiting()).isZero();
	}

	@Test
	void whatIsDiscardedIsNotBegun() {
		IntStream.range(0, 5).forEach((i) -> this.slots.take(List.of(2 * i)));
		await().until(() -> this.slots.waiting() == 1);
		this.slots.discardIf((work) -> work == 8);
		this.gate.countDown();
		await().until(() -> this.done.size() == 4);
		assertThat(this.slots.waiting()).isZero();
	}

	@Test
	void afterTheEndNothingIsBegun() throws InterruptedException {
		IntStream.range(0, 5).forEach((i) -> this.slots.take(List.of(2 * i)));
		await().until(() -> this.threads.size() == 4);
		assertThat(this.slots.close(Duration.ofSeconds(10))).isTrue();
		this.slots.take(List.of(1));
		assertThat(this.done).containsExactlyInAnyOrder(0, 2, 4, 6);
	}

}
