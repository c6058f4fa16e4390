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

	private final LongPollRegistry waiting = new LongPollRegistry(3);

	private final RequestId id = RequestId.next(Clock.systemUTC());

	private CompletableFuture<StoredRequest> end(RequestId id, Duration timeout) {
		return this.waiting.await(id, (entry) -> entry.state().isEnded(), timeout).orElseThrow();
	}

	private static StoredRequest entry(RequestId id, RequestState state) {
		StoredRequest.RequestTimes times = new StoredRequest.RequestTimes(Instant.EPOCH, Instant.EPOCH, Instant.EPOCH,
				Instant.EPOCH, null, null, null);
		return new StoredRequest(id, "anonymous", "text.process", Lane.INTERACTIVE, state, 1, 1, 1, times, null, null,
				null);
	}

	@Test
	void everyCallerIsWokenByTheChangeItWaitsFor() {
		CompletableFuture<StoredRequest> change = this.waiting.await(this.id, (entry) -> true, LONG).orElseThrow();
		List<CompletableFuture<StoredRequest>> ends = List.of(end(this.id, LONG), end(this.id, LONG));
		this.waiting.wake(entry(this.id, RequestState.RUNNING));
		assertThat(change).isCompletedWithValue(entry(this.id, RequestState.RUNNING));
		assertThat(ends).noneMatch(CompletableFuture::isDone);
		assertThat(this.waiting.count()).isEqualTo(2);
		this.waiting.wake(entry(this.id, RequestState.SUCCEEDED));
		assertThat(ends)
			.allSatisfy((end) -> assertThat(end).isCompletedWithValue(entry(this.id, RequestState.SUCCEEDED)));
		assertThat(this.waiting.count()).isZero();
	}

	@Test
	void changeOfAnotherRequestWakesNobody() {
		CompletableFuture<StoredRequest> end = end(this.id, LONG);
		this.waiting.wake(entry(RequestId.next(Clock.systemUTC()), RequestState.SUCCEEDED));
		assertThat(end).isNotDone();
	}

	@Test
	void callerIsWokenOnTheThreadThatMadeTheChange() {
		CompletableFuture<Thread> woken = end(this.id, LONG).thenApply((entry) -> Thread.currentThread());
		this.waiting.wake(entry(this.id, RequestState.FAILED));
		assertThat(woken).isCompletedWithValue(Thread.currentThread());
	}

	@Test
	void waitInVainTimesOutAndFreesItsPlace() {
		CompletableFuture<StoredRequest> end = end(this.id, Duration.ofMillis(20));
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(end::get)
			.withCauseInstanceOf(TimeoutException.class);
		await().untilAsserted(() -> assertThat(this.waiting.count()).isZero());
	}

	@Test
	void callerWhoLeavesFreesItsPlaceAtOnce() {
		end(this.id, LONG).cancel(false);
		assertThat(this.waiting.count()).isZero();
		this.waiting.wake(entry(this.id, RequestState.SUCCEEDED));
		assertThat(this.waiting.count()).isZero();
	}

	@Test
	void placesAreBoundedAndComeBack() {
		List<CompletableFuture<StoredRequest>> all = IntStream.range(0, 3).mapToObj((i) -> end(this.id, LONG)).toList();
		assertThat(this.waiting.await(this.id, (entry) -> true, LONG)).isEmpty();
		assertThat(this.waiting.count()).isEqualTo(3);
		all.get(0).cancel(false);
		assertThat(this.waiting.await(this.id, (entry) -> true, LONG)).isPresent();
	}

	@Test
	void noPlaceIsLostOrFreedTwiceWhenManyComeAndGoAtOnce() {
		LongPollRegistry large = new LongPollRegistry(64);
		List<RequestId> ids = IntStream.range(0, 4).mapToObj((i) -> RequestId.next(Clock.systemUTC())).toList();
		IntStream.range(0, 20_000).parallel().forEach((i) -> {
			RequestId some = ids.get(i % ids.size());
			large.await(some, (entry) -> true, LONG).ifPresent((change) -> {
				if (ThreadLocalRandom.current().nextBoolean()) {
					change.cancel(false);
				}
				large.wake(entry(some, RequestState.SUCCEEDED));
			});
		});
		ids.forEach((some) -> large.wake(entry(some, RequestState.SUCCEEDED)));
		assertThat(large.count()).isZero();
	}

	@Test
	void dismissedCallersGiveUpAndNobodyWaitsAnyMore() {
		CompletableFuture<StoredRequest> end = end(this.id, LONG);
		this.waiting.dismissAll();
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(end::get)
			.withCauseInstanceOf(TimeoutException.class);
		assertThat(this.waiting.count()).isZero();
		assertThat(this.waiting.await(this.id, (entry) -> true, LONG)).isEmpty();
	}

}
