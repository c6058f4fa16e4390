package io.asyncreply.systema.ledger.admission;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.asyncreply.systema.ledger.batch.AsyncSemaphore;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Uploads rest while single requests come in, and only then.
 */
class BulkThrottleTests {

	private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 10);

	private final BulkThrottle bulkThrottle = new BulkThrottle(this.now::get);

	@Test
	void doesNotPauseWithoutInteractiveRequests() {
		assertThat(this.bulkThrottle.pauseAfter(1_000)).isZero();
		assertThat(this.bulkThrottle.chunkLines()).isEqualTo(256);
	}

	@Test
	void pausesThreeTimesTheChunkDurationBesideInteractiveRequests() {
		this.bulkThrottle.onInteractiveRequest();
		this.now.addAndGet(TimeUnit.MILLISECONDS.toNanos(999));
		assertThat(this.bulkThrottle.pauseAfter(1_000)).isEqualTo(3_000);
		assertThat(this.bulkThrottle.chunkLines()).isEqualTo(64);
	}

	@Test
	void pausesForAtMostOneSecond() {
		this.bulkThrottle.onInteractiveRequest();
		assertThat(this.bulkThrottle.pauseAfter(TimeUnit.SECONDS.toNanos(20))).isEqualTo(TimeUnit.SECONDS.toNanos(1));
	}

	@Test
	void forgetsInteractiveRequestsAfterOneSecond() {
		this.bulkThrottle.onInteractiveRequest();
		this.now.addAndGet(TimeUnit.SECONDS.toNanos(1));
		assertThat(this.bulkThrottle.pauseAfter(1_000)).isZero();
	}

	@Test
	void releasesPermitWhenTaskEnds() {
		AsyncSemaphore asyncSemaphore = new AsyncSemaphore(1, (duration) -> 0);
		CompletableFuture<String> first = new CompletableFuture<>();
		Deque<String> started = new ArrayDeque<>();
		asyncSemaphore.execute(() -> first);
		CompletableFuture<Boolean> second = asyncSemaphore
			.execute(() -> CompletableFuture.completedFuture(started.add("second")));
		assertThat(started).isEmpty();
		first.complete("done");
		assertThat(started).containsExactly("second");
		assertThat(second).isCompletedWithValue(true);
	}

	@Test
	void releasesPermitAfterPauseOfFailedTask() {
		AsyncSemaphore asyncSemaphore = new AsyncSemaphore(1, (duration) -> 1);
		CompletableFuture<String> failed = asyncSemaphore.execute(() -> {
			throw new IllegalStateException("no work");
		});
		CompletableFuture<String> next = asyncSemaphore.execute(() -> CompletableFuture.completedFuture("next"));
		assertThat(failed).isCompletedExceptionally();
		assertThat(next).succeedsWithin(5, TimeUnit.SECONDS).isEqualTo("next");
	}

}
