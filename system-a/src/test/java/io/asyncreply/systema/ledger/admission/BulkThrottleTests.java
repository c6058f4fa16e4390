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

	private final BulkThrottle courtesy = new BulkThrottle(this.now::get);

	@Test
	void nobodyRestsAlone() {
		assertThat(this.courtesy.restAfter(1_000)).isZero();
		assertThat(this.courtesy.chunkLines()).isEqualTo(256);
	}

	@Test
	void whoMeetsOthersRestsForAFewTimesAsLongAsItsWorkTook() {
		this.courtesy.meet();
		this.now.addAndGet(TimeUnit.MILLISECONDS.toNanos(999));
		assertThat(this.courtesy.restAfter(1_000)).isEqualTo(3_000);
		assertThat(this.courtesy.chunkLines()).isEqualTo(64);
	}

	@Test
	void nobodyRestsLongerThanASecond() {
		this.courtesy.meet();
		assertThat(this.courtesy.restAfter(TimeUnit.SECONDS.toNanos(20))).isEqualTo(TimeUnit.SECONDS.toNanos(1));
	}

	@Test
	void othersOfASecondAgoAreForgotten() {
		this.courtesy.meet();
		this.now.addAndGet(TimeUnit.SECONDS.toNanos(1));
		assertThat(this.courtesy.restAfter(1_000)).isZero();
	}

	@Test
	void turnEndsWithTheWorkWhereThereIsNoRest() {
		AsyncSemaphore turns = new AsyncSemaphore(1, (took) -> 0);
		CompletableFuture<String> first = new CompletableFuture<>();
		Deque<String> begun = new ArrayDeque<>();
		CompletableFuture<String> unused = turns.take(() -> first);
		CompletableFuture<Boolean> second = turns.take(() -> CompletableFuture.completedFuture(begun.add("second")));
		assertThat(begun).isEmpty();
		first.complete("done");
		assertThat(begun).containsExactly("second");
		assertThat(second).isCompletedWithValue(true);
	}

	@Test
	void turnEndsAfterTheRestHoweverTheWorkEnds() {
		AsyncSemaphore turns = new AsyncSemaphore(1, (took) -> 1);
		CompletableFuture<String> failed = turns.take(() -> {
			throw new IllegalStateException("no work");
		});
		CompletableFuture<String> next = turns.take(() -> CompletableFuture.completedFuture("next"));
		assertThat(failed).isCompletedExceptionally();
		assertThat(next).succeedsWithin(5, TimeUnit.SECONDS).isEqualTo("next");
	}

}
