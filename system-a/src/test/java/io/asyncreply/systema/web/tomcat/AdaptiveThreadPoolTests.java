package io.asyncreply.systema.web.tomcat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How many threads serve calls.
 */
class AdaptiveThreadPoolTests {

	private static final int FEW = 3;

	private final AtomicLong now = new AtomicLong();

	private final AdaptiveThreadPool threads = new AdaptiveThreadPool(FEW, this.now::get);

	private final CountDownLatch slowCallers = new CountDownLatch(1);

	@AfterEach
	void end() {
		this.slowCallers.countDown();
		this.threads.shutdown();
	}

	@Test
	void manyQuickCallsNeedNoMoreThanAFewThreads() {
		CompletableFuture<?>[] calls = new CompletableFuture<?>[1_000];
		for (int i = 0; i < calls.length; i++) {
			calls[i] = CompletableFuture.runAsync(() -> {
			}, this.threads);
		}
		CompletableFuture.allOf(calls).join();
		assertThat(this.threads.getLargestPoolSize()).isEqualTo(FEW);
	}

	@Test
	void whoIsSlowHoldsNobodyUpAndLeavesNoThreadBehind() {
		int slow = 10 * FEW;
		CompletableFuture<?>[] calls = new CompletableFuture<?>[slow];
		for (int i = 0; i < slow; i++) {
			calls[i] = CompletableFuture.runAsync(this::awaitSlowCallers, this.threads);
		}
		CompletableFuture<Void> quick = CompletableFuture.runAsync(() -> {
		}, this.threads);
		while (!quick.isDone()) {
			this.now.addAndGet(TimeUnit.MILLISECONDS.toNanos(20));
			this.threads.look();
		}
		this.slowCallers.countDown();
		CompletableFuture.allOf(calls).join();
		while (this.threads.getCorePoolSize() > FEW) {
			this.threads.look();
		}
	}

	private void awaitSlowCallers() {
		try {
			this.slowCallers.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
