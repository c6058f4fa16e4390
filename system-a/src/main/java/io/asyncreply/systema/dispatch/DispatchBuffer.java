package io.asyncreply.systema.dispatch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import io.asyncreply.messages.RequestQueue;
import io.asyncreply.systema.ledger.model.NewRequest;
import io.asyncreply.systema.ledger.model.OutboxEntry;
import io.asyncreply.systema.ledger.spi.DispatchQueue;
import org.jspecify.annotations.Nullable;

/**
 * The requests that this instance has in memory to publish, by queue. An accepted request
 * needs a reservation; without one it waits in the outbox until it is claimed.
 */
final class DispatchBuffer implements DispatchQueue {

	private static final Comparator<RequestQueue> BY_LANE_AND_OPERATION = Comparator.comparing(RequestQueue::lane)
		.thenComparing(RequestQueue::operation);

	private final BufferCapacity capacity;

	private final QueueBackoff queueBackoff;

	private final Map<RequestQueue, QueueBuffer> queues = new TreeMap<>(BY_LANE_AND_OPERATION);

	private final Lock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private boolean hasChanged;

	private int claimedRequests;

	private volatile boolean open = true;

	DispatchBuffer(BufferCapacity capacity, QueueBackoff queueBackoff) {
		this.capacity = capacity;
		this.queueBackoff = queueBackoff;
	}

	@Override
	public boolean reserve(NewRequest request) {
		return this.open && this.queueBackoff.backoff(request.queue()).isZero()
				&& this.capacity.tryReserve(request.lane(), request.payload().length());
	}

	/** Adds all at once, so that requests of one commit can share a message. */
	@Override
	public void enqueue(List<OutboxEntry> committed) {
		withLock(() -> {
			committed.forEach((request) -> buffer(request).addAccepted(request));
			signalChange();
		});
	}

	@Override
	public void release(NewRequest request) {
		this.capacity.release(request.payload().length());
	}

	/**
	 * Adds requests that were claimed from the outbox. They need no reservation.
	 * @param page the requests
	 */
	void addClaimed(List<OutboxEntry> page) {
		withLock(() -> {
			page.forEach((request) -> buffer(request).addClaimed(request));
			this.claimedRequests += page.size();
			signalChange();
		});
	}

	/** Whether a claimed request is not yet completed. */
	boolean hasClaimed() {
		return locked(() -> this.claimedRequests > 0);
	}

	/** The queues with buffered requests, the interactive lane first. */
	List<RequestQueue> nonEmptyQueues() {
		return locked(() -> {
			List<RequestQueue> nonEmpty = new ArrayList<>();
			this.queues.forEach((requestQueue, buffer) -> {
				if (!buffer.isEmpty()) {
					nonEmpty.add(requestQueue);
				}
			});
			return nonEmpty;
		});
	}

	/**
	 * Removes the requests of the next message. They keep their room until
	 * {@link #complete}.
	 * @param requestQueue one of {@link #nonEmptyQueues}
	 * @param maxBatchSize most requests in the message, from 1
	 * @return null if no request of the queue may be published now
	 */
	QueueBuffer.@Nullable DispatchBatch poll(RequestQueue requestQueue, int maxBatchSize) {
		this.lock.lock();
		try {
			QueueBuffer buffer = this.queues.get(requestQueue);
			return (buffer != null) ? buffer.poll(maxBatchSize) : null;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Releases the room of requests that are published or back in the outbox.
	 * @param batch result of {@link #poll}
	 */
	void complete(QueueBuffer.DispatchBatch batch) {
		if (!batch.claimed()) {
			batch.requests().forEach((request) -> this.capacity.release(request.payload().length()));
		}
		withLock(() -> {
			batch.source().onCompleted(batch);
			this.claimedRequests -= batch.claimed() ? batch.requests().size() : 0;
			if (!batch.source().isEmpty() || (batch.claimed() && this.claimedRequests == 0)) {
				signalChange();
			}
		});
	}

	/**
	 * Waits until requests are added, or the completion of a batch allows to publish the
	 * next one or to claim a page. Returns at once if that has happened since the last
	 * call.
	 * @param maxMillis longest wait in milliseconds
	 * @throws InterruptedException if the thread is interrupted
	 */
	void awaitChange(long maxMillis) throws InterruptedException {
		this.lock.lock();
		try {
			long remainingNanos = TimeUnit.MILLISECONDS.toNanos(maxMillis);
			while (!this.hasChanged && remainingNanos > 0) {
				remainingNanos = this.changed.awaitNanos(remainingNanos);
			}
			this.hasChanged = false;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Allows or stops reservations.
	 * @param open whether requests can be reserved
	 */
	void setOpen(boolean open) {
		this.open = open;
	}

	private QueueBuffer buffer(OutboxEntry request) {
		return this.queues.computeIfAbsent(request.queue(), (requestQueue) -> new QueueBuffer());
	}

	private void signalChange() {
		this.hasChanged = true;
		this.changed.signal();
	}

	private <T> T locked(Supplier<T> query) {
		this.lock.lock();
		try {
			return query.get();
		}
		finally {
			this.lock.unlock();
		}
	}

	private void withLock(Runnable action) {
		locked(() -> {
			action.run();
			return true;
		});
	}

}
