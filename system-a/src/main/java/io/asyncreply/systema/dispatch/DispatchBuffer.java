package io.asyncreply.systema.dispatch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

import io.asyncreply.messages.Lane;
import io.asyncreply.messages.RawJson;
import io.asyncreply.systema.ledger.model.NewRequest;
import io.asyncreply.systema.ledger.model.OutboxEntry;
import io.asyncreply.systema.ledger.spi.DispatchQueue;

/**
 * The accepted requests in this instance's hands: bounded in number and bytes, shut while
 * the broker or their queue takes nothing, so that the others wait in the ledger. What
 * came in bulk goes last and never takes the last quarter of the room.
 */
final class DispatchBuffer implements DispatchQueue {

	private static final int MAX_BATCH = 512;

	/** In each lane roughly the oldest first: ids begin with the time. */
	private static final Comparator<OutboxEntry> BY_LANE_AND_AGE = Comparator.comparing(OutboxEntry::lane)
		.thenComparingLong((request) -> request.id().value().getMostSignificantBits());

	private final Semaphore requestPermits;

	private final Semaphore bytePermits;

	private final int reservedRequestPermits;

	private final int reservedBytePermits;

	private final BlockingQueue<OutboxEntry> requests = new PriorityBlockingQueue<>(16, BY_LANE_AND_AGE);

	private final Lock lock = new ReentrantLock();

	private final QueueBackoff queueBackoff;

	private volatile boolean open = true;

	DispatchBuffer(int requestPermits, int bytePermits, QueueBackoff queueBackoff) {
		this.requestPermits = new Semaphore(requestPermits);
		this.bytePermits = new Semaphore(bytePermits);
		this.reservedRequestPermits = requestPermits / 4;
		this.reservedBytePermits = bytePermits / 4;
		this.queueBackoff = queueBackoff;
	}

	@Override
	public boolean reserve(NewRequest request) {
		if (!this.open || !hasRoom(request.lane()) || !isQueueAvailable(request) || !this.requestPermits.tryAcquire()) {
			return false;
		}
		if (!this.bytePermits.tryAcquire(request.payload().length())) {
			this.requestPermits.release();
			return false;
		}
		return true;
	}

	@Override
	public void enqueue(List<OutboxEntry> committed) {
		withLock(() -> this.requests.addAll(committed));
	}

	@Override
	public void release(NewRequest request) {
		release(request.payload());
	}

	/**
	 * Gives back the place of a request that has left.
	 * @param request what left
	 */
	void release(OutboxEntry request) {
		release(request.payload());
	}

	/**
	 * Gives what waits at this instant, what was taken together always together; each
	 * request keeps its place until it is released.
	 * @param waitMillis how long to wait for the first, in milliseconds
	 * @return at most {@value #MAX_BATCH}, none if there is none
	 */
	List<OutboxEntry> drain(long waitMillis) throws InterruptedException {
		List<OutboxEntry> drained = new ArrayList<>();
		OutboxEntry first = this.requests.poll(waitMillis, TimeUnit.MILLISECONDS);
		if (first != null) {
			drained.add(first);
			withLock(() -> this.requests.drainTo(drained, MAX_BATCH - 1));
		}
		return drained;
	}

	/**
	 * Lets requests in or keeps them in the ledger.
	 * @param open whether to let them in
	 */
	void setOpen(boolean open) {
		this.open = open;
	}

	/** What is being added meanwhile is there to its last. */
	private void withLock(Runnable action) {
		this.lock.lock();
		try {
			action.run();
		}
		finally {
			this.lock.unlock();
		}
	}

	private void release(RawJson payload) {
		this.bytePermits.release(payload.length());
		this.requestPermits.release();
	}

	private boolean isQueueAvailable(NewRequest request) {
		return this.queueBackoff.backoff(request.queue()).isZero();
	}

	private boolean hasRoom(Lane lane) {
		return lane != Lane.BULK || (this.requestPermits.availablePermits() > this.reservedRequestPermits
				&& this.bytePermits.availablePermits() > this.reservedBytePermits);
	}

}
