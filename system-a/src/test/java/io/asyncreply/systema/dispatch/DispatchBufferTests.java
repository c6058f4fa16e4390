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

	private final QueueBackoff queueBackoff = new QueueBackoff(List.of("text.process"), Duration.ofSeconds(2),
			System::nanoTime);

	private final DispatchBuffer buffer = new DispatchBuffer(8, 1_000, this.queueBackoff);

	private static NewRequest request(Lane lane) {
		return new NewRequest(RequestId.generate(Clock.systemUTC()), "somebody", "text.process", lane,
				RawJson.of("{}".getBytes(StandardCharsets.UTF_8)), Instant.now().plusSeconds(60), null, null);
	}

	private static OutboxEntry outboxEntry(NewRequest request) {
		Instant now = Instant.now();
		return new OutboxEntry(new StoredRequest(request.id(), request.owner(), request.operation(), request.lane(),
				RequestState.ACCEPTED, 1, 1, 1,
				new StoredRequest.RequestTimes(now, now, now, request.deadline(), null, null, null), null, null, null),
				request.payload(), null);
	}

	@Test
	void reservesLastQuarterForInteractiveRequests() {
		List<NewRequest> bulk = Stream.generate(() -> request(Lane.BULK)).limit(6).toList();
		assertThat(bulk).allMatch(this.buffer::reserve);
		assertThat(this.buffer.reserve(request(Lane.BULK))).isFalse();
		assertThat(this.buffer.reserve(request(Lane.INTERACTIVE))).isTrue();
		assertThat(this.buffer.reserve(request(Lane.INTERACTIVE))).isTrue();
		assertThat(this.buffer.reserve(request(Lane.INTERACTIVE))).isFalse();
		Stream.concat(bulk.stream(), bulk.stream().limit(2))
			.map(DispatchBufferTests::outboxEntry)
			.forEach(this.buffer::release);
		assertThat(bulk).allMatch(this.buffer::reserve);
	}

	@Test
	void refusesRequestForQueueInBackoff() {
		this.queueBackoff.onRejected(request(Lane.BULK).queue());
		assertThat(this.buffer.reserve(request(Lane.BULK))).isFalse();
		assertThat(this.buffer.reserve(request(Lane.INTERACTIVE))).isTrue();
	}

	@Test
	void returnsBulkLast() throws InterruptedException {
		OutboxEntry bulk = outboxEntry(request(Lane.BULK));
		OutboxEntry interactive = outboxEntry(request(Lane.INTERACTIVE));
		this.buffer.enqueue(List.of(bulk));
		this.buffer.enqueue(List.of(interactive));
		assertThat(this.buffer.drain(0)).containsExactly(interactive, bulk);
		assertThat(this.buffer.drain(0)).isEmpty();
	}

	@Test
	void returnsRequestsCommittedTogether() {
		List<OutboxEntry> committed = List.of(outboxEntry(request(Lane.INTERACTIVE)),
				outboxEntry(request(Lane.INTERACTIVE)));
		AtomicReference<List<OutboxEntry>> received = new AtomicReference<>();
		Thread consumer = new Thread(() -> received.set(nextRequests()));
		consumer.start();
		await().until(() -> consumer.getState() == Thread.State.TIMED_WAITING);
		this.buffer.enqueue(new AbstractList<>() {

			/** The second is there only once the first has woken up who waits. */
			@Override
			public OutboxEntry get(int index) {
				if (index > 0) {
					await().until(
							() -> Set.of(Thread.State.WAITING, Thread.State.TERMINATED).contains(consumer.getState()));
				}
				return committed.get(index);
			}

			@Override
			public int size() {
				return committed.size();
			}

		});
		await().untilAsserted(() -> assertThat(received.get()).containsExactlyElementsOf(committed));
	}

	private List<OutboxEntry> nextRequests() {
		try {
			return this.buffer.drain(10_000);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
