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

	private static final String QUICK = "text.process";

	private double serviceTime = 0.000_05;

	private final List<List<OutboxEntry>> dispatched = new ArrayList<>();

	private final List<CompletableFuture<Void>> known = new ArrayList<>();

	private final List<OutboxEntry> arrived = new ArrayList<>();

	private final DispatchBatcher departures = new DispatchBatcher(
			new BatchSizePolicy((queue) -> this.serviceTime, (queue) -> true, (operation) -> true), (frame) -> {
				this.dispatched.add(frame);
				this.known.add(new CompletableFuture<>());
				return this.known.get(this.known.size() - 1);
			}, Runnable::run);

	@Test
	void quickWorkTravelsTogetherAndGathersWhileTwoFramesAreOnTheirWay() {
		List<OutboxEntry> waiting = fresh(150, QUICK, Lane.INTERACTIVE);
		leave(waiting);
		assertThat(this.dispatched).extracting(List::size).containsExactly(64, 64);
		leave(fresh(3, QUICK, Lane.INTERACTIVE));
		this.known.get(1).complete(null);
		assertThat(this.dispatched).extracting(List::size).containsExactly(64, 64, 25);
		assertThat(this.dispatched.stream().flatMap(List::stream).limit(150)).isEqualTo(waiting);
	}

	@Test
	void slowWorkWaitsForNothing() {
		this.serviceTime = 0.05;
		List<OutboxEntry> waiting = fresh(5, QUICK, Lane.INTERACTIVE);
		leave(waiting);
		assertAllAlone(waiting);
	}

	@Test
	void onlyFirstDeliveriesAreFramed() {
		List<OutboxEntry> again = List.of(request(QUICK, Lane.INTERACTIVE, RequestState.ACCEPTED, 2, 10),
				request(QUICK, Lane.INTERACTIVE, RequestState.ACCEPTED, 2, 10),
				request(QUICK, Lane.INTERACTIVE, RequestState.QUEUED, 1, 10),
				request(QUICK, Lane.INTERACTIVE, RequestState.RUNNING, 1, 10),
				request(QUICK, Lane.SUSPECT, RequestState.ACCEPTED, 1, 10),
				request(QUICK, Lane.SUSPECT, RequestState.ACCEPTED, 1, 10));
		leave(again);
		assertAllAlone(again);
	}

	@Test
	void queuesAreNotMixed() {
		leave(Stream.concat(fresh(3, QUICK, Lane.INTERACTIVE).stream(), fresh(2, QUICK, Lane.BULK).stream()).toList());
		assertThat(this.dispatched).extracting(List::size).containsExactly(3, 2);
	}

	@Test
	void frameIsBoundedInBytesToo() {
		OutboxEntry large = request(QUICK, Lane.INTERACTIVE, RequestState.ACCEPTED, 1, 200_000);
		OutboxEntry larger = request(QUICK, Lane.INTERACTIVE, RequestState.ACCEPTED, 1, 300_000);
		OutboxEntry small = request(QUICK, Lane.INTERACTIVE, RequestState.ACCEPTED, 1, 10);
		leave(List.of(large, small, large, larger, small, small));
		this.known.get(0).complete(null);
		this.known.get(1).complete(null);
		assertThat(this.dispatched)
			.isEqualTo(List.of(List.of(large, small), List.of(large), List.of(larger), List.of(small, small)));
	}

	@Test
	void eachIsHeardOfOnceWhateverBecomesOfIt() {
		List<OutboxEntry> waiting = fresh(3, QUICK, Lane.INTERACTIVE);
		OutboxEntry again = request(QUICK, Lane.INTERACTIVE, RequestState.ACCEPTED, 2, 10);
		leave(Stream.concat(waiting.stream(), Stream.of(again)).toList());
		assertThat(this.arrived).isEmpty();
		this.known.get(0).completeExceptionally(new IllegalStateException("lost"));
		assertThat(this.arrived).containsExactly(again);
		this.known.get(1).complete(null);
		assertThat(this.arrived).hasSize(4).containsAll(waiting);
	}

	private void leave(List<OutboxEntry> requests) {
		this.departures.leave(requests, this.arrived::add);
	}

	private void assertAllAlone(List<OutboxEntry> waiting) {
		assertThat(this.dispatched).containsExactlyElementsOf(waiting.stream().map(List::of).toList());
	}

	private static List<OutboxEntry> fresh(int count, String operation, Lane lane) {
		return IntStream.range(0, count)
			.mapToObj((i) -> request(operation, lane, RequestState.ACCEPTED, 1, 10))
			.toList();
	}

	private static OutboxEntry request(String operation, Lane lane, RequestState state, int attempt, int length) {
		RawJson payload = RawJson.of(("\"" + "x".repeat(length - 2) + "\"").getBytes(StandardCharsets.US_ASCII));
		StoredRequest.RequestTimes times = new StoredRequest.RequestTimes(Instant.MIN, Instant.MIN, Instant.MIN,
				Instant.MAX, null, null, null);
		return new OutboxEntry(new StoredRequest(RequestId.next(Clock.systemUTC()), "somebody", operation, lane, state,
				1, attempt, 1, times, null, null, null), payload, null);
	}

}
