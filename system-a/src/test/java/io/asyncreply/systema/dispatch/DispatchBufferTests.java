package io.asyncreply.systema.dispatch;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import io.asyncreply.messages.Lane;
import io.asyncreply.messages.RawJson;
import io.asyncreply.messages.RequestId;
import io.asyncreply.messages.RequestQueue;
import io.asyncreply.systema.ledger.model.NewRequest;
import io.asyncreply.systema.ledger.model.OutboxEntry;
import io.asyncreply.systema.ledger.model.RequestState;
import io.asyncreply.systema.ledger.model.StoredRequest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests of the room in the dispatch buffer and of the order of its requests.
 */
class DispatchBufferTests {

	private final QueueBackoff queueBackoff = new QueueBackoff(List.of("text.process"), Duration.ofSeconds(2),
			System::nanoTime);

	private final DispatchBuffer buffer = new DispatchBuffer(new BufferCapacity(8, 1_000), this.queueBackoff);

	private static NewRequest request(Lane lane) {
		return new NewRequest(RequestId.generate(Clock.systemUTC()), "caller", "text.process", lane,
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
		Stream.concat(bulk.stream(), bulk.stream().limit(2)).forEach(this.buffer::release);
		assertThat(bulk).allMatch(this.buffer::reserve);
	}

	@Test
	void refusesRequestForQueueInBackoff() {
		this.queueBackoff.onRejected(request(Lane.BULK).queue());
		assertThat(this.buffer.reserve(request(Lane.BULK))).isFalse();
		assertThat(this.buffer.reserve(request(Lane.INTERACTIVE))).isTrue();
	}

	@Test
	void returnsBulkLast() {
		OutboxEntry bulk = outboxEntry(request(Lane.BULK));
		OutboxEntry interactive = outboxEntry(request(Lane.INTERACTIVE));
		this.buffer.enqueue(List.of(bulk));
		this.buffer.enqueue(List.of(interactive));
		assertThat(this.buffer.nonEmptyQueues()).containsExactly(interactive.queue(), bulk.queue());
		assertThat(this.buffer.poll(interactive.queue(), 2).requests()).containsExactly(interactive);
		assertThat(this.buffer.nonEmptyQueues()).containsExactly(bulk.queue());
		assertThat(this.buffer.poll(interactive.queue(), 2)).isNull();
	}

	@Test
	void returnsOldestFirst() {
		NewRequest older = request(Lane.INTERACTIVE);
		await().until(() -> System.currentTimeMillis() > older.id().createdAt().toEpochMilli());
		List<OutboxEntry> newestFirst = List.of(outboxEntry(request(Lane.INTERACTIVE)), outboxEntry(older));
		newestFirst.forEach((request) -> this.buffer.enqueue(List.of(request)));
		assertThat(this.buffer.poll(older.queue(), 2).requests()).containsExactly(newestFirst.get(1),
				newestFirst.get(0));
	}

	@Test
	void wakesDispatchThreadWithAllRequestsOfCommit() {
		List<OutboxEntry> committed = List.of(outboxEntry(request(Lane.INTERACTIVE)),
				outboxEntry(request(Lane.INTERACTIVE)));
		AtomicReference<List<OutboxEntry>> received = new AtomicReference<>();
		Thread consumer = new Thread(() -> received.set(nextRequests(committed.get(0).queue())));
		consumer.start();
		await().until(() -> consumer.getState() == Thread.State.TIMED_WAITING);
		this.buffer.enqueue(committed);
		await().untilAsserted(() -> assertThat(received.get()).containsExactlyInAnyOrderElementsOf(committed));
	}

	@Test
	void remembersChangeBeforeWait() throws InterruptedException {
		this.buffer.enqueue(List.of(outboxEntry(request(Lane.INTERACTIVE))));
		long start = System.nanoTime();
		this.buffer.awaitChange(60_000);
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
	}

	private List<OutboxEntry> nextRequests(RequestQueue requestQueue) {
		try {
			this.buffer.awaitChange(60_000);
			return this.buffer.poll(requestQueue, 2).requests();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
