package io.asyncreply.systema.web.tomcat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Size of the pool for fast and slow calls.
 */
class AdaptiveThreadPoolTests {

	private static final int MIN_THREADS = 3;

	private final AtomicLong now = new AtomicLong();

	private final AdaptiveThreadPool threads = new AdaptiveThreadPool(MIN_THREADS, this.now::get);

	private final CountDownLatch slowRequests = new CountDownLatch(1);

	@AfterEach
	void shutDown() {
		this.slowRequests.countDown();
		this.threads.shutdown();
	}

	@Test
	void usesFewThreadsForManyFastRequests() {
		CompletableFuture<?>[] requests = new CompletableFuture<?>[1_000];
		for (int i = 0; i < requests.length; i++) {
			requests[i] = CompletableFuture.runAsync(() -> {
			}, this.threads);
		}
		CompletableFuture.allOf(requests).join();
		assertThat(this.threads.getLargestPoolSize()).isEqualTo(MIN_THREADS);
	}

	@Test
	void addsThreadsForSlowRequestsAndRemovesThem() {
		int slow = 10 * MIN_THREADS;
		CompletableFuture<?>[] requests = new CompletableFuture<?>[slow];
		for (int i = 0; i < slow; i++) {
			requests[i] = CompletableFuture.runAsync(this::awaitSlowRequests, this.threads);
		}
		CompletableFuture<Void> fast = CompletableFuture.runAsync(() -> {
		}, this.threads);
		while (!fast.isDone()) {
			this.now.addAndGet(TimeUnit.MILLISECONDS.toNanos(20));
			this.threads.adjustPoolSize();
		}
		this.slowRequests.countDown();
		CompletableFuture.allOf(requests).join();
		while (this.threads.getCorePoolSize() > MIN_THREADS) {
			this.threads.adjustPoolSize();
		}
	}

	private void awaitSlowRequests() {
		try {
			this.slowRequests.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
