package io.asyncreply.systema.dispatch;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;

import io.asyncreply.messages.Lane;
import io.asyncreply.messaging.publish.BatchLimits;
import io.asyncreply.systema.ledger.model.OutboxEntry;
import io.asyncreply.systema.ledger.model.RequestState;
import org.jspecify.annotations.Nullable;

/**
 * The buffered requests of one queue, roughly the oldest first. Only first deliveries
 * share a message, because a worker may have crashed with the message batch of any other.
 * Not thread-safe: {@link DispatchBuffer} calls it under its lock.
 */
final class QueueBuffer {

	/** While two are unconfirmed, requests gather for the next one. */
	private static final int MAX_UNCONFIRMED_BATCHES = 2;

	/** The upper half of an id begins with its creation time in milliseconds. */
	private static final Comparator<OutboxEntry> BY_AGE = Comparator
		.comparingLong((request) -> request.id().value().getMostSignificantBits());

	private final Queue<OutboxEntry> accepted = new PriorityQueue<>(BY_AGE);

	private final Queue<OutboxEntry> claimed = new PriorityQueue<>(BY_AGE);

	private final Queue<OutboxEntry> redelivered = new ArrayDeque<>();

	private int unconfirmedBatches;

	void addAccepted(OutboxEntry request) {
		this.accepted.add(request);
	}

	void addClaimed(OutboxEntry request) {
		(isFirstDelivery(request) ? this.claimed : this.redelivered).add(request);
	}

	boolean isEmpty() {
		return this.accepted.isEmpty() && this.claimed.isEmpty() && this.redelivered.isEmpty();
	}

	/**
	 * Removes the requests of the next message.
	 * @param maxBatchSize most requests in it, from 1; 1 lifts the limit of unconfirmed
	 * messages
	 * @return null if no request may be published now
	 */
	@Nullable DispatchBatch poll(int maxBatchSize) {
		OutboxEntry single = this.redelivered.poll();
		if (single != null) {
			return new DispatchBatch(this, List.of(single), true);
		}
		boolean claimedFirst = isClaimedFirst();
		Queue<OutboxEntry> first = claimedFirst ? this.claimed : this.accepted;
		if (first.isEmpty() || (maxBatchSize > 1 && this.unconfirmedBatches >= MAX_UNCONFIRMED_BATCHES)) {
			return null;
		}
		this.unconfirmedBatches++;
		return new DispatchBatch(this,
				BatchLimits.pollBatch(first, maxBatchSize, (request) -> request.payload().length()), claimedFirst);
	}

	void onCompleted(DispatchBatch batch) {
		if (isFirstDelivery(batch.requests().get(0))) {
			this.unconfirmedBatches--;
		}
	}

	private boolean isClaimedFirst() {
		OutboxEntry nextAccepted = this.accepted.peek();
		OutboxEntry nextClaimed = this.claimed.peek();
		return nextClaimed != null && (nextAccepted == null || BY_AGE.compare(nextClaimed, nextAccepted) <= 0);
	}

	private static boolean isFirstDelivery(OutboxEntry request) {
		return request.attempt() == 1 && request.state() == RequestState.ACCEPTED && request.lane() != Lane.SUSPECT;
	}

	/**
	 * Requests of one queue that are published in one message.
	 *
	 * @param source the buffer that they come from
	 * @param requests the requests, at least one
	 * @param claimed whether they were claimed from the outbox, and have no reservation
	 */
	record DispatchBatch(QueueBuffer source, List<OutboxEntry> requests, boolean claimed) {

	}

}
