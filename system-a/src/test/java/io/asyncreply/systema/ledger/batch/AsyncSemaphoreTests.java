package io.asyncreply.systema.ledger.batch;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Order and pauses of {@link AsyncSemaphore}.
 */
class AsyncSemaphoreTests {

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
			throw new IllegalStateException("expected failure");
		});
		CompletableFuture<String> next = asyncSemaphore.execute(() -> CompletableFuture.completedFuture("next"));
		assertThat(failed).isCompletedExceptionally();
		assertThat(next).succeedsWithin(5, TimeUnit.SECONDS).isEqualTo("next");
	}

}
