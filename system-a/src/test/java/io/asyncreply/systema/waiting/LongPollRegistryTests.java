package io.asyncreply.systema.waiting;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

import io.asyncreply.messages.Lane;
import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.ledger.model.RequestState;
import io.asyncreply.systema.ledger.model.StoredRequest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Waits, is woken, gives up and leaves.
 */
class LongPollRegistryTests {

	private static final Duration LONG = Duration.ofMinutes(1);

	private final LongPollRegistry longPollRegistry = new LongPollRegistry(3);

	private final RequestId id = RequestId.generate(Clock.systemUTC());

	private CompletableFuture<StoredRequest> awaitEnd(RequestId id, Duration timeout) {
		return this.longPollRegistry.await(id, (stored) -> stored.state().isEnded(), timeout).orElseThrow();
	}

	private static StoredRequest storedRequest(RequestId id, RequestState state) {
		StoredRequest.RequestTimes requestTimes = new StoredRequest.RequestTimes(Instant.EPOCH, Instant.EPOCH,
				Instant.EPOCH, Instant.EPOCH, null, null, null);
		return new StoredRequest(id, "anonymous", "text.process", Lane.INTERACTIVE, state, 1, 1, 1, requestTimes, null,
				null, null);
	}

	@Test
	void wakesEachCallerAtTheAwaitedChange() {
		CompletableFuture<StoredRequest> change = this.longPollRegistry.await(this.id, (stored) -> true, LONG)
			.orElseThrow();
		List<CompletableFuture<StoredRequest>> ends = List.of(awaitEnd(this.id, LONG), awaitEnd(this.id, LONG));
		this.longPollRegistry.notifyWaiters(storedRequest(this.id, RequestState.RUNNING));
		assertThat(change).isCompletedWithValue(storedRequest(this.id, RequestState.RUNNING));
		assertThat(ends).noneMatch(CompletableFuture::isDone);
		assertThat(this.longPollRegistry.count()).isEqualTo(2);
		this.longPollRegistry.notifyWaiters(storedRequest(this.id, RequestState.SUCCEEDED));
		assertThat(ends)
			.allSatisfy((end) -> assertThat(end).isCompletedWithValue(storedRequest(this.id, RequestState.SUCCEEDED)));
		assertThat(this.longPollRegistry.count()).isZero();
	}

	@Test
	void ignoresChangeOfAnotherRequest() {
		CompletableFuture<StoredRequest> end = awaitEnd(this.id, LONG);
		this.longPollRegistry
			.notifyWaiters(storedRequest(RequestId.generate(Clock.systemUTC()), RequestState.SUCCEEDED));
		assertThat(end).isNotDone();
	}

	@Test
	void wakesCallerOnThreadOfTheChange() {
		CompletableFuture<Thread> woken = awaitEnd(this.id, LONG).thenApply((stored) -> Thread.currentThread());
		this.longPollRegistry.notifyWaiters(storedRequest(this.id, RequestState.FAILED));
		assertThat(woken).isCompletedWithValue(Thread.currentThread());
	}

	@Test
	void removesCallerAfterTimeout() {
		CompletableFuture<StoredRequest> end = awaitEnd(this.id, Duration.ofMillis(20));
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(end::get)
			.withCauseInstanceOf(TimeoutException.class);
		await().untilAsserted(() -> assertThat(this.longPollRegistry.count()).isZero());
	}

	@Test
	void removesCancelledCallerImmediately() {
		awaitEnd(this.id, LONG).cancel(false);
		assertThat(this.longPollRegistry.count()).isZero();
		this.longPollRegistry.notifyWaiters(storedRequest(this.id, RequestState.SUCCEEDED));
		assertThat(this.longPollRegistry.count()).isZero();
	}

	@Test
	void limitsNumberOfCallers() {
		List<CompletableFuture<StoredRequest>> all = IntStream.range(0, 3)
			.mapToObj((i) -> awaitEnd(this.id, LONG))
			.toList();
		assertThat(this.longPollRegistry.await(this.id, (stored) -> true, LONG)).isEmpty();
		assertThat(this.longPollRegistry.count()).isEqualTo(3);
		all.get(0).cancel(false);
		assertThat(this.longPollRegistry.await(this.id, (stored) -> true, LONG)).isPresent();
	}

	@Test
	void removesEachCallerOnceUnderConcurrency() {
		LongPollRegistry largeRegistry = new LongPollRegistry(64);
		List<RequestId> ids = IntStream.range(0, 4).mapToObj((i) -> RequestId.generate(Clock.systemUTC())).toList();
		IntStream.range(0, 20_000).parallel().forEach((i) -> {
			RequestId some = ids.get(i % ids.size());
			largeRegistry.await(some, (stored) -> true, LONG).ifPresent((change) -> {
				if (ThreadLocalRandom.current().nextBoolean()) {
					change.cancel(false);
				}
				largeRegistry.notifyWaiters(storedRequest(some, RequestState.SUCCEEDED));
			});
		});
		ids.forEach((some) -> largeRegistry.notifyWaiters(storedRequest(some, RequestState.SUCCEEDED)));
		assertThat(largeRegistry.count()).isZero();
	}

	@Test
	void dismissesCallersAndRegistersNoMore() {
		CompletableFuture<StoredRequest> end = awaitEnd(this.id, LONG);
		this.longPollRegistry.closeAll();
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(end::get)
			.withCauseInstanceOf(TimeoutException.class);
		assertThat(this.longPollRegistry.count()).isZero();
		assertThat(this.longPollRegistry.await(this.id, (stored) -> true, LONG)).isEmpty();
	}

}
