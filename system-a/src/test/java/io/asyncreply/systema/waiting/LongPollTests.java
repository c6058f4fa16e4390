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
import io.asyncreply.systema.waiting.LongPoll.WaitCondition;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Long polls that end by a change, by their timeout, by their caller and at shutdown.
 */
class LongPollTests {

	private static final Duration LONG = Duration.ofMinutes(1);

	private static final WaitCondition ANY_CHANGE = new WaitCondition((request) -> false, (request) -> true);

	private final ChangeSubscribers longPolls = new ChangeSubscribers(3);

	private final RequestId id = RequestId.generate(Clock.systemUTC());

	private static LongPoll open(ChangeSubscribers longPolls, RequestId id, WaitCondition condition, Duration timeout) {
		LongPoll poll = new LongPoll(longPolls, condition, timeout);
		poll.open(id);
		return poll;
	}

	private LongPoll awaitEnd(Duration timeout) {
		return open(this.longPolls, this.id, WaitCondition.END, timeout);
	}

	private static StoredRequest storedRequest(RequestId id, RequestState state) {
		StoredRequest.RequestTimes requestTimes = new StoredRequest.RequestTimes(Instant.EPOCH, Instant.EPOCH,
				Instant.EPOCH, Instant.EPOCH, null, null, null);
		return new StoredRequest(id, "anonymous", "text.process", Lane.INTERACTIVE, state, 1, 1, 1, requestTimes, null,
				null, null);
	}

	@Test
	void wakesEachCallerAtTheAwaitedChange() {
		LongPoll change = open(this.longPolls, this.id, ANY_CHANGE, LONG);
		List<LongPoll> ends = List.of(awaitEnd(LONG), awaitEnd(LONG));
		this.longPolls.notifySubscribers(storedRequest(this.id, RequestState.RUNNING));
		assertThat(change.change()).isCompletedWithValue(storedRequest(this.id, RequestState.RUNNING));
		assertThat(ends).noneMatch((end) -> end.change().isDone());
		assertThat(this.longPolls.count()).isEqualTo(2);
		this.longPolls.notifySubscribers(storedRequest(this.id, RequestState.SUCCEEDED));
		assertThat(ends).allSatisfy(
				(end) -> assertThat(end.change()).isCompletedWithValue(storedRequest(this.id, RequestState.SUCCEEDED)));
		assertThat(this.longPolls.count()).isZero();
	}

	@Test
	void ignoresChangeOfAnotherRequest() {
		LongPoll end = awaitEnd(LONG);
		this.longPolls.notifySubscribers(storedRequest(RequestId.generate(Clock.systemUTC()), RequestState.SUCCEEDED));
		assertThat(end.change()).isNotDone();
	}

	@Test
	void followsAnotherRequestAfterReopening() {
		LongPoll end = awaitEnd(LONG);
		RequestId other = RequestId.generate(Clock.systemUTC());
		end.open(other);
		assertThat(this.longPolls.count()).isOne();
		this.longPolls.notifySubscribers(storedRequest(this.id, RequestState.SUCCEEDED));
		assertThat(end.change()).isNotDone();
		this.longPolls.notifySubscribers(storedRequest(other, RequestState.SUCCEEDED));
		assertThat(end.change()).isCompletedWithValue(storedRequest(other, RequestState.SUCCEEDED));
		assertThat(this.longPolls.count()).isZero();
	}

	@Test
	void wakesCallerOnThreadOfTheChange() {
		CompletableFuture<Thread> woken = awaitEnd(LONG).change().thenApply((stored) -> Thread.currentThread());
		this.longPolls.notifySubscribers(storedRequest(this.id, RequestState.FAILED));
		assertThat(woken).isCompletedWithValue(Thread.currentThread());
	}

	@Test
	void removesCallerAfterTimeout() {
		LongPoll end = awaitEnd(Duration.ofMillis(20));
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(end.change()::get)
			.withCauseInstanceOf(TimeoutException.class);
		await().untilAsserted(() -> assertThat(this.longPolls.count()).isZero());
	}

	@Test
	void removesClosedPollImmediately() {
		LongPoll end = awaitEnd(LONG);
		end.close();
		assertThat(this.longPolls.count()).isZero();
		end.open(this.id);
		assertThat(this.longPolls.count()).isZero();
		this.longPolls.notifySubscribers(storedRequest(this.id, RequestState.SUCCEEDED));
		assertThat(this.longPolls.count()).isZero();
	}

	@Test
	void registersNoCallerThatDoesNotWait() {
		LongPoll poll = new LongPoll(this.longPolls, WaitCondition.END, null);
		poll.open(this.id);
		assertThat(poll.isGranted()).isFalse();
		assertThat(awaitEnd(Duration.ZERO).isGranted()).isFalse();
		assertThat(this.longPolls.count()).isZero();
	}

	@Test
	void limitsNumberOfCallers() {
		List<LongPoll> all = IntStream.range(0, 3).mapToObj((i) -> awaitEnd(LONG)).toList();
		assertThat(awaitEnd(LONG).isGranted()).isFalse();
		assertThat(this.longPolls.count()).isEqualTo(3);
		all.get(0).close();
		assertThat(awaitEnd(LONG).isGranted()).isTrue();
	}

	@Test
	void removesEachCallerOnceUnderConcurrency() {
		ChangeSubscribers largeRegistry = new ChangeSubscribers(64);
		List<RequestId> ids = IntStream.range(0, 4).mapToObj((i) -> RequestId.generate(Clock.systemUTC())).toList();
		IntStream.range(0, 20_000).parallel().forEach((i) -> {
			RequestId some = ids.get(i % ids.size());
			LongPoll poll = open(largeRegistry, some, ANY_CHANGE, LONG);
			if (ThreadLocalRandom.current().nextBoolean()) {
				poll.close();
			}
			else if (ThreadLocalRandom.current().nextBoolean()) {
				poll.open(ids.get((i + 1) % ids.size()));
			}
			largeRegistry.notifySubscribers(storedRequest(some, RequestState.SUCCEEDED));
		});
		ids.forEach((some) -> largeRegistry.notifySubscribers(storedRequest(some, RequestState.SUCCEEDED)));
		assertThat(largeRegistry.count()).isZero();
	}

	@Test
	void closesPollsAtShutdownAndOpensNoMore() {
		LongPoll end = awaitEnd(LONG);
		this.longPolls.closeAll();
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(end.change()::get)
			.withCauseInstanceOf(TimeoutException.class);
		assertThat(this.longPolls.count()).isZero();
		assertThat(awaitEnd(LONG).isGranted()).isFalse();
	}

}
