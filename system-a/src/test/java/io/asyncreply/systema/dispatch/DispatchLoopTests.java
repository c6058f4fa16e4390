package io.asyncreply.systema.dispatch;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.asyncreply.messages.Lane;
import io.asyncreply.messages.RawJson;
import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.ledger.model.NewRequest;
import io.asyncreply.systema.ledger.model.OutboxEntry;
import io.asyncreply.systema.ledger.model.RequestState;
import io.asyncreply.systema.ledger.model.StoredRequest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests which requests the dispatch loop publishes in one message, and when.
 */
class DispatchLoopTests {

	private static final int CAPACITY = 500;

	private double serviceTime = 0.000_05;

	private long millis;

	private final List<List<OutboxEntry>> dispatched = new ArrayList<>();

	private final List<CompletableFuture<Void>> outcomes = new ArrayList<>();

	private final QueueBackoff queueBackoff = new QueueBackoff(List.of("text.process"), Duration.ofSeconds(2),
			System::nanoTime);

	private final DispatchBuffer buffer = new DispatchBuffer(new BufferCapacity(CAPACITY, 1_000_000),
			this.queueBackoff);

	private final DispatchLoop dispatchLoop = new DispatchLoop(this.buffer,
			new BatchSizePolicy((queue) -> this.serviceTime, (queue) -> true, (operation) -> true), (batch) -> {
				this.dispatched.add(batch);
				this.outcomes.add(new CompletableFuture<>());
				return this.outcomes.get(this.outcomes.size() - 1);
			}, null, new OutboxPoller(null, this.queueBackoff, this.buffer));

	@Test
	void batchesFastRequestsAndBuffersWhileTwoBatchesAreInFlight() {
		List<OutboxEntry> accepted = firstDeliveries(150, Lane.INTERACTIVE);
		accept(accepted);
		assertThat(this.dispatched).extracting(List::size).containsExactly(64, 64);
		accept(firstDeliveries(3, Lane.INTERACTIVE));
		assertThat(this.dispatched).hasSize(2);
		this.outcomes.get(1).complete(null);
		publishAll();
		assertThat(this.dispatched).extracting(List::size).containsExactly(64, 64, 25);
		assertThat(this.dispatched.stream().flatMap(List::stream).limit(150)).isEqualTo(accepted);
	}

	@Test
	void sendsSlowRequestsSingly() {
		this.serviceTime = 0.05;
		List<OutboxEntry> accepted = firstDeliveries(5, Lane.INTERACTIVE);
		accept(accepted);
		assertAllSentSingly(accepted);
	}

	@Test
	void batchesOnlyFirstDeliveries() {
		List<OutboxEntry> redelivered = List.of(request(Lane.INTERACTIVE, RequestState.ACCEPTED, 2, 10),
				request(Lane.INTERACTIVE, RequestState.ACCEPTED, 2, 10),
				request(Lane.INTERACTIVE, RequestState.QUEUED, 1, 10),
				request(Lane.INTERACTIVE, RequestState.RUNNING, 1, 10),
				request(Lane.SUSPECT, RequestState.ACCEPTED, 1, 10),
				request(Lane.SUSPECT, RequestState.ACCEPTED, 1, 10));
		claim(redelivered);
		assertAllSentSingly(redelivered);
	}

	@Test
	void sendsRedeliveriesWhileTwoBatchesAreInFlight() {
		accept(firstDeliveries(200, Lane.INTERACTIVE));
		claim(List.of(request(Lane.INTERACTIVE, RequestState.ACCEPTED, 2, 10),
				request(Lane.INTERACTIVE, RequestState.ACCEPTED, 2, 10)));
		assertThat(this.dispatched).extracting(List::size).containsExactly(64, 64, 1, 1);
	}

	@Test
	void limitsUnconfirmedBatchesOfAcceptedAndClaimedRequestsTogether() {
		accept(firstDeliveries(64, Lane.INTERACTIVE));
		claim(firstDeliveries(100, Lane.INTERACTIVE));
		assertThat(this.dispatched).extracting(List::size).containsExactly(64, 64);
		this.outcomes.get(0).complete(null);
		publishAll();
		assertThat(this.dispatched).extracting(List::size).containsExactly(64, 64, 36);
	}

	@Test
	void doesNotMixQueues() {
		accept(Stream.concat(firstDeliveries(2, Lane.BULK).stream(), firstDeliveries(3, Lane.INTERACTIVE).stream())
			.toList());
		assertThat(this.dispatched).extracting(List::size).containsExactly(3, 2);
	}

	@Test
	void alternatesQueues() {
		this.serviceTime = 0.05;
		accept(Stream.concat(firstDeliveries(2, Lane.BULK).stream(), firstDeliveries(3, Lane.INTERACTIVE).stream())
			.toList());
		assertThat(this.dispatched).extracting((batch) -> batch.get(0).lane())
			.containsExactly(Lane.INTERACTIVE, Lane.BULK, Lane.INTERACTIVE, Lane.BULK, Lane.INTERACTIVE);
	}

	@Test
	void limitsBatchByBytes() {
		OutboxEntry large = request(Lane.INTERACTIVE, RequestState.ACCEPTED, 1, 200_000);
		OutboxEntry small = request(Lane.INTERACTIVE, RequestState.ACCEPTED, 1, 10);
		OutboxEntry nextLarge = request(Lane.INTERACTIVE, RequestState.ACCEPTED, 1, 200_000);
		OutboxEntry larger = request(Lane.INTERACTIVE, RequestState.ACCEPTED, 1, 300_000);
		List<OutboxEntry> last = firstDeliveries(2, Lane.INTERACTIVE);
		claim(List.of(larger, nextLarge, small, large, last.get(0), last.get(1)));
		this.outcomes.get(0).complete(null);
		this.outcomes.get(1).complete(null);
		publishAll();
		assertThat(this.dispatched)
			.isEqualTo(List.of(List.of(large, small), List.of(nextLarge), List.of(larger), last));
	}

	@Test
	void releasesRoomOnceWhateverTheOutcome() {
		for (int i = 0; i < CAPACITY; i++) {
			assertThat(this.buffer.reserve(newRequest())).isTrue();
		}
		assertThat(this.buffer.reserve(newRequest())).isFalse();
		accept(firstDeliveries(3, Lane.INTERACTIVE));
		assertThat(this.buffer.reserve(newRequest())).isFalse();
		this.outcomes.get(0).completeExceptionally(new IllegalStateException("lost"));
		for (int i = 0; i < 3; i++) {
			assertThat(this.buffer.reserve(newRequest())).isTrue();
		}
		assertThat(this.buffer.reserve(newRequest())).isFalse();
	}

	@Test
	void completesPageWithItsLastRequest() {
		claim(Stream
			.concat(firstDeliveries(3, Lane.INTERACTIVE).stream(),
					Stream.of(request(Lane.INTERACTIVE, RequestState.ACCEPTED, 2, 10)))
			.toList());
		assertThat(this.buffer.hasClaimed()).isTrue();
		this.outcomes.get(0).completeExceptionally(new IllegalStateException("lost"));
		assertThat(this.buffer.hasClaimed()).isTrue();
		this.outcomes.get(1).complete(null);
		assertThat(this.buffer.hasClaimed()).isFalse();
	}

	private void accept(List<OutboxEntry> requests) {
		this.buffer.enqueue(requests);
		publishAll();
	}

	private void claim(List<OutboxEntry> requests) {
		this.buffer.addClaimed(requests);
		publishAll();
	}

	private void publishAll() {
		boolean published = true;
		while (published) {
			published = this.dispatchLoop.publishOneOfEachQueue();
		}
	}

	private void assertAllSentSingly(List<OutboxEntry> requests) {
		assertThat(this.dispatched).containsExactlyInAnyOrderElementsOf(requests.stream().map(List::of).toList());
	}

	private List<OutboxEntry> firstDeliveries(int count, Lane lane) {
		return IntStream.range(0, count).mapToObj((i) -> request(lane, RequestState.ACCEPTED, 1, 10)).toList();
	}

	private OutboxEntry request(Lane lane, RequestState state, int attempt, int length) {
		StoredRequest.RequestTimes requestTimes = new StoredRequest.RequestTimes(Instant.MIN, Instant.MIN, Instant.MIN,
				Instant.MAX, null, null, null);
		return new OutboxEntry(new StoredRequest(nextId(), "caller", "text.process", lane, state, 1, attempt, 1,
				requestTimes, null, null, null), payload(length), null);
	}

	private NewRequest newRequest() {
		return new NewRequest(nextId(), "caller", "text.process", Lane.INTERACTIVE, payload(10), Instant.MAX, null,
				null);
	}

	/** Ids of one millisecond would have no order. */
	private RequestId nextId() {
		return RequestId.generate(Clock.fixed(Instant.ofEpochMilli(this.millis++), ZoneOffset.UTC));
	}

	private static RawJson payload(int length) {
		return RawJson.of(("\"" + "x".repeat(length - 2) + "\"").getBytes(StandardCharsets.US_ASCII));
	}

}
