package io.asyncreply.systema.dispatch;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.asyncreply.messages.Lane;
import io.asyncreply.messages.RawJson;
import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.ledger.model.OutboxEntry;
import io.asyncreply.systema.ledger.model.RequestState;
import io.asyncreply.systema.ledger.model.StoredRequest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who leaves at once, who gathers, and who travels alone.
 */
class DispatchBatcherTests {

	private static final String FAST_OPERATION = "text.process";

	private double serviceTime = 0.000_05;

	private final List<List<OutboxEntry>> dispatched = new ArrayList<>();

	private final List<CompletableFuture<Void>> outcomes = new ArrayList<>();

	private final List<OutboxEntry> completed = new ArrayList<>();

	private final DispatchBatcher dispatchBatcher = new DispatchBatcher(
			new BatchSizePolicy((queue) -> this.serviceTime, (queue) -> true, (operation) -> true), (batch) -> {
				this.dispatched.add(batch);
				this.outcomes.add(new CompletableFuture<>());
				return this.outcomes.get(this.outcomes.size() - 1);
			}, Runnable::run);

	@Test
	void batchesFastRequestsAndBuffersWhileTwoBatchesAreInFlight() {
		List<OutboxEntry> accepted = firstDeliveries(150, FAST_OPERATION, Lane.INTERACTIVE);
		dispatch(accepted);
		assertThat(this.dispatched).extracting(List::size).containsExactly(64, 64);
		dispatch(firstDeliveries(3, FAST_OPERATION, Lane.INTERACTIVE));
		this.outcomes.get(1).complete(null);
		assertThat(this.dispatched).extracting(List::size).containsExactly(64, 64, 25);
		assertThat(this.dispatched.stream().flatMap(List::stream).limit(150)).isEqualTo(accepted);
	}

	@Test
	void sendsSlowRequestsSingly() {
		this.serviceTime = 0.05;
		List<OutboxEntry> accepted = firstDeliveries(5, FAST_OPERATION, Lane.INTERACTIVE);
		dispatch(accepted);
		assertAllSentSingly(accepted);
	}

	@Test
	void batchesOnlyFirstDeliveries() {
		List<OutboxEntry> redelivered = List.of(request(FAST_OPERATION, Lane.INTERACTIVE, RequestState.ACCEPTED, 2, 10),
				request(FAST_OPERATION, Lane.INTERACTIVE, RequestState.ACCEPTED, 2, 10),
				request(FAST_OPERATION, Lane.INTERACTIVE, RequestState.QUEUED, 1, 10),
				request(FAST_OPERATION, Lane.INTERACTIVE, RequestState.RUNNING, 1, 10),
				request(FAST_OPERATION, Lane.SUSPECT, RequestState.ACCEPTED, 1, 10),
				request(FAST_OPERATION, Lane.SUSPECT, RequestState.ACCEPTED, 1, 10));
		dispatch(redelivered);
		assertAllSentSingly(redelivered);
	}

	@Test
	void doesNotMixQueues() {
		dispatch(Stream
			.concat(firstDeliveries(3, FAST_OPERATION, Lane.INTERACTIVE).stream(),
					firstDeliveries(2, FAST_OPERATION, Lane.BULK).stream())
			.toList());
		assertThat(this.dispatched).extracting(List::size).containsExactly(3, 2);
	}

	@Test
	void limitsBatchByBytes() {
		OutboxEntry large = request(FAST_OPERATION, Lane.INTERACTIVE, RequestState.ACCEPTED, 1, 200_000);
		OutboxEntry larger = request(FAST_OPERATION, Lane.INTERACTIVE, RequestState.ACCEPTED, 1, 300_000);
		OutboxEntry small = request(FAST_OPERATION, Lane.INTERACTIVE, RequestState.ACCEPTED, 1, 10);
		dispatch(List.of(large, small, large, larger, small, small));
		this.outcomes.get(0).complete(null);
		this.outcomes.get(1).complete(null);
		assertThat(this.dispatched)
			.isEqualTo(List.of(List.of(large, small), List.of(large), List.of(larger), List.of(small, small)));
	}

	@Test
	void completesEachRequestOnceWhateverTheOutcome() {
		List<OutboxEntry> accepted = firstDeliveries(3, FAST_OPERATION, Lane.INTERACTIVE);
		OutboxEntry redelivered = request(FAST_OPERATION, Lane.INTERACTIVE, RequestState.ACCEPTED, 2, 10);
		dispatch(Stream.concat(accepted.stream(), Stream.of(redelivered)).toList());
		assertThat(this.completed).isEmpty();
		this.outcomes.get(0).completeExceptionally(new IllegalStateException("lost"));
		assertThat(this.completed).containsExactly(redelivered);
		this.outcomes.get(1).complete(null);
		assertThat(this.completed).hasSize(4).containsAll(accepted);
	}

	private void dispatch(List<OutboxEntry> requests) {
		this.dispatchBatcher.dispatch(requests, this.completed::add);
	}

	private void assertAllSentSingly(List<OutboxEntry> accepted) {
		assertThat(this.dispatched).containsExactlyElementsOf(accepted.stream().map(List::of).toList());
	}

	private static List<OutboxEntry> firstDeliveries(int count, String operation, Lane lane) {
		return IntStream.range(0, count)
			.mapToObj((i) -> request(operation, lane, RequestState.ACCEPTED, 1, 10))
			.toList();
	}

	private static OutboxEntry request(String operation, Lane lane, RequestState state, int attempt, int length) {
		RawJson payload = RawJson.of(("\"" + "x".repeat(length - 2) + "\"").getBytes(StandardCharsets.US_ASCII));
		StoredRequest.RequestTimes requestTimes = new StoredRequest.RequestTimes(Instant.MIN, Instant.MIN, Instant.MIN,
				Instant.MAX, null, null, null);
		return new OutboxEntry(new StoredRequest(RequestId.generate(Clock.systemUTC()), "somebody", operation, lane,
				state, 1, attempt, 1, requestTimes, null, null, null), payload, null);
	}

}
