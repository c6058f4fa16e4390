package io.asyncreply.systema.dispatch;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.AbstractList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import io.asyncreply.messages.Json;
import io.asyncreply.messages.Lane;
import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.ledger.Entry;
import io.asyncreply.systema.ledger.NewRequest;
import io.asyncreply.systema.ledger.State;
import io.asyncreply.systema.ledger.Unsent;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Who has room in the buffer, and who is next.
 */
class DispatchBufferTests {

	private final Destinations destinations = new Destinations(List.of("text.process"), Duration.ofSeconds(2),
			System::nanoTime);

	private final DispatchBuffer buffer = new DispatchBuffer(8, 1_000, this.destinations);

	private static NewRequest request(Lane lane) {
		return new NewRequest(RequestId.next(Clock.systemUTC()), "somebody", "text.process", lane,
				Json.of("{}".getBytes(StandardCharsets.UTF_8)), Instant.now().plusSeconds(60), null, null);
	}

	private static Unsent stored(NewRequest request) {
		Instant now = Instant.now();
		return new Unsent(
				new Entry(request.id(), request.owner(), request.operation(), request.lane(), State.ACCEPTED, 1, 1, 1,
						new Entry.Times(now, now, now, request.deadline(), null, null, null), null, null, null),
				request.payload(), null);
	}

	@Test
	void bulkLeavesTheLastQuarterToOthers() {
		List<NewRequest> bulk = Stream.generate(() -> request(Lane.BULK)).limit(6).toList();
		assertThat(bulk).allMatch(this.buffer::reserve);
		assertThat(this.buffer.reserve(request(Lane.BULK))).isFalse();
		assertThat(this.buffer.reserve(request(Lane.INTERACTIVE))).isTrue();
		assertThat(this.buffer.reserve(request(Lane.INTERACTIVE))).isTrue();
		assertThat(this.buffer.reserve(request(Lane.INTERACTIVE))).isFalse();
		Stream.concat(bulk.stream(), bulk.stream().limit(2))
			.map(DispatchBufferTests::stored)
			.forEach(this.buffer::release);
		assertThat(bulk).allMatch(this.buffer::reserve);
	}

	@Test
	void whatGoesToAQueueThatRestsIsKeptInTheLedger() {
		this.destinations.refused(request(Lane.BULK).destination());
		assertThat(this.buffer.reserve(request(Lane.BULK))).isFalse();
		assertThat(this.buffer.reserve(request(Lane.INTERACTIVE))).isTrue();
	}

	@Test
	void bulkComesLast() throws InterruptedException {
		Unsent bulk = stored(request(Lane.BULK));
		Unsent interactive = stored(request(Lane.INTERACTIVE));
		this.buffer.take(List.of(bulk));
		this.buffer.take(List.of(interactive));
		assertThat(this.buffer.next(0)).containsExactly(interactive, bulk);
		assertThat(this.buffer.next(0)).isEmpty();
	}

	@Test
	void whatWasCommittedTogetherIsGivenTogether() {
		List<Unsent> committed = List.of(stored(request(Lane.INTERACTIVE)), stored(request(Lane.INTERACTIVE)));
		AtomicReference<List<Unsent>> given = new AtomicReference<>();
		Thread taker = new Thread(() -> given.set(next()));
		taker.start();
		await().until(() -> taker.getState() == Thread.State.TIMED_WAITING);
		this.buffer.take(new AbstractList<>() {

			/** The second is there only once the first has woken up who waits. */
			@Override
			public Unsent get(int index) {
				if (index > 0) {
					await()
						.until(() -> Set.of(Thread.State.WAITING, Thread.State.TERMINATED).contains(taker.getState()));
				}
				return committed.get(index);
			}

			@Override
			public int size() {
				return committed.size();
			}

		});
		await().untilAsserted(() -> assertThat(given.get()).containsExactlyElementsOf(committed));
	}

	private List<Unsent> next() {
		try {
			return this.buffer.next(10_000);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
