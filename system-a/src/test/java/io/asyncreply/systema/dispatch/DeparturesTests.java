package io.asyncreply.systema.dispatch;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.asyncreply.messages.Json;
import io.asyncreply.messages.Lane;
import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.ledger.Entry;
import io.asyncreply.systema.ledger.State;
import io.asyncreply.systema.ledger.Unsent;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who leaves at once, who gathers, and who travels alone.
 */
class DeparturesTests {

	private static final String QUICK = "text.process";

	private double serviceTime = 0.000_05;

	private final List<List<Unsent>> dispatched = new ArrayList<>();

	private final List<CompletableFuture<Void>> known = new ArrayList<>();

	private final List<Unsent> arrived = new ArrayList<>();

	private final Departures departures = new Departures(
			new Framing((queue) -> this.serviceTime, (queue) -> true, (operation) -> true), (frame) -> {
				this.dispatched.add(frame);
				this.known.add(new CompletableFuture<>());
				return this.known.get(this.known.size() - 1);
			}, Runnable::run);

	@Test
	void quickWorkTravelsTogetherAndGathersWhileTwoFramesAreOnTheirWay() {
		List<Unsent> waiting = fresh(150, QUICK, Lane.INTERACTIVE);
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
		List<Unsent> waiting = fresh(5, QUICK, Lane.INTERACTIVE);
		leave(waiting);
		assertAllAlone(waiting);
	}

	@Test
	void onlyFirstDeliveriesAreFramed() {
		List<Unsent> again = List.of(request(QUICK, Lane.INTERACTIVE, State.ACCEPTED, 2, 10),
				request(QUICK, Lane.INTERACTIVE, State.ACCEPTED, 2, 10),
				request(QUICK, Lane.INTERACTIVE, State.QUEUED, 1, 10),
				request(QUICK, Lane.INTERACTIVE, State.RUNNING, 1, 10),
				request(QUICK, Lane.SUSPECT, State.ACCEPTED, 1, 10),
				request(QUICK, Lane.SUSPECT, State.ACCEPTED, 1, 10));
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
		Unsent large = request(QUICK, Lane.INTERACTIVE, State.ACCEPTED, 1, 200_000);
		Unsent larger = request(QUICK, Lane.INTERACTIVE, State.ACCEPTED, 1, 300_000);
		Unsent small = request(QUICK, Lane.INTERACTIVE, State.ACCEPTED, 1, 10);
		leave(List.of(large, small, large, larger, small, small));
		this.known.get(0).complete(null);
		this.known.get(1).complete(null);
		assertThat(this.dispatched)
			.isEqualTo(List.of(List.of(large, small), List.of(large), List.of(larger), List.of(small, small)));
	}

	@Test
	void eachIsHeardOfOnceWhateverBecomesOfIt() {
		List<Unsent> waiting = fresh(3, QUICK, Lane.INTERACTIVE);
		Unsent again = request(QUICK, Lane.INTERACTIVE, State.ACCEPTED, 2, 10);
		leave(Stream.concat(waiting.stream(), Stream.of(again)).toList());
		assertThat(this.arrived).isEmpty();
		this.known.get(0).completeExceptionally(new IllegalStateException("lost"));
		assertThat(this.arrived).containsExactly(again);
		this.known.get(1).complete(null);
		assertThat(this.arrived).hasSize(4).containsAll(waiting);
	}

	private void leave(List<Unsent> requests) {
		this.departures.leave(requests, this.arrived::add);
	}

	private void assertAllAlone(List<Unsent> waiting) {
		assertThat(this.dispatched).containsExactlyElementsOf(waiting.stream().map(List::of).toList());
	}

	private static List<Unsent> fresh(int count, String operation, Lane lane) {
		return IntStream.range(0, count).mapToObj((i) -> request(operation, lane, State.ACCEPTED, 1, 10)).toList();
	}

	private static Unsent request(String operation, Lane lane, State state, int attempt, int length) {
		Json payload = Json.of(("\"" + "x".repeat(length - 2) + "\"").getBytes(StandardCharsets.US_ASCII));
		Entry.Times times = new Entry.Times(Instant.MIN, Instant.MIN, Instant.MIN, Instant.MAX, null, null, null);
		return new Unsent(new Entry(RequestId.next(Clock.systemUTC()), "somebody", operation, lane, state, 1, attempt,
				1, times, null, null, null), payload, null);
	}

}
