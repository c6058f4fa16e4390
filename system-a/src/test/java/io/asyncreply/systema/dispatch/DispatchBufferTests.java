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

import io.asyncreply.messages.Lane;
import io.asyncreply.messages.RawJson;
import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.ledger.model.NewRequest;
import io.asyncreply.systema.ledger.model.OutboxEntry;
import io.asyncreply.systema.ledger.model.RequestState;
import io.asyncreply.systema.ledger.model.StoredRequest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Who has room in the buffer, and who is next.
 */
class DispatchBufferTests {

	private final QueueBackoff destinations = new QueueBackoff(List.of("text.process"), Duration.ofSeconds(2),
			System::nanoTime);

	private final DispatchBuffer buffer = new DispatchBuffer(8, 1_000, this.destinations);

	private static NewRequest request(Lane lane) {
		return new NewRequest(RequestId.next(Clock.systemUTC()), "somebody", "text.process", lane,
				RawJson.of("{}".getBytes(StandardCharsets.UTF_8)), Instant.now().plusSeconds(60), null, null);
	}

	private static OutboxEntry stored(NewRequest request) {
		Instant now = Instant.now();
		return new OutboxEntry(new StoredRequest(request.id(), request.owner(), request.operation(), request.lane(),
				RequestState.ACCEPTED, 1, 1, 1,
				new StoredRequest.RequestTimes(now, now, now, request.deadline(), null, null, null), null, null, null),
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
		OutboxEntry bulk = stored(request(Lane.BULK));
		OutboxEntry interactive = stored(request(Lane.INTERACTIVE));
		this.buffer.take(List.of(bulk));
		this.buffer.take(List.of(interactive));
		assertThat(this.buffer.next(0)).containsExactly(interactive, bulk);
		assertThat(this.buffer.next(0)).isEmpty();
	}

	@Test
	void whatWasCommittedTogetherIsGivenTogether() {
		List<OutboxEntry> committed = List.of(stored(request(Lane.INTERACTIVE)), stored(request(Lane.INTERACTIVE)));
		AtomicReference<List<OutboxEntry>> given = new AtomicReference<>();
		Thread taker = new Thread(() -> given.set(next()));
		taker.start();
		await().until(() -> taker.getState() == Thread.State.TIMED_WAITING);
		this.buffer.take(new AbstractList<>() {

			/** The second is there only once the first has woken up who waits. */
			@Override
			public OutboxEntry get(int index) {
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

	private List<OutboxEntry> next() {
		try {
			return this.buffer.next(10_000);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
