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

	private static final int MOST_AT_ONCE = 512;

	/** In each lane roughly the oldest first: ids begin with the time. */
	private static final Comparator<OutboxEntry> ORDER = Comparator.comparing(OutboxEntry::lane)
		.thenComparingLong((request) -> request.id().value().getMostSignificantBits());

	private final Semaphore places;

	private final Semaphore bytes;

	private final int lastPlaces;

	private final int lastBytes;

	private final BlockingQueue<OutboxEntry> requests = new PriorityBlockingQueue<>(16, ORDER);

	private final Lock changing = new ReentrantLock();

	private final QueueBackoff destinations;

	private volatile boolean open = true;

	DispatchBuffer(int places, int bytes, QueueBackoff destinations) {
		this.places = new Semaphore(places);
		this.bytes = new Semaphore(bytes);
		this.lastPlaces = places / 4;
		this.lastBytes = bytes / 4;
		this.destinations = destinations;
	}

	@Override
	public boolean reserve(NewRequest request) {
		if (!this.open || !isFree(request.lane()) || !isAwake(request) || !this.places.tryAcquire()) {
			return false;
		}
		if (!this.bytes.tryAcquire(request.payload().length())) {
			this.places.release();
			return false;
		}
		return true;
	}

	@Override
	public void take(List<OutboxEntry> committed) {
		together(() -> this.requests.addAll(committed));
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
	 * @param wait how long to wait for the first, in milliseconds
	 * @return at most {@value #MOST_AT_ONCE}, none if there is none
	 */
	List<OutboxEntry> next(long wait) throws InterruptedException {
		List<OutboxEntry> waiting = new ArrayList<>();
		OutboxEntry first = this.requests.poll(wait, TimeUnit.MILLISECONDS);
		if (first != null) {
			waiting.add(first);
			together(() -> this.requests.drainTo(waiting, MOST_AT_ONCE - 1));
		}
		return waiting;
	}

	/**
	 * Lets requests in or keeps them in the ledger.
	 * @param open whether to let them in
	 */
	void setOpen(boolean open) {
		this.open = open;
	}

	/** What is being added meanwhile is there to its last. */
	private void together(Runnable change) {
		this.changing.lock();
		try {
			change.run();
		}
		finally {
			this.changing.unlock();
		}
	}

	private void release(RawJson payload) {
		this.bytes.release(payload.length());
		this.places.release();
	}

	private boolean isAwake(NewRequest request) {
		return this.destinations.rest(request.destination()).isZero();
	}

	private boolean isFree(Lane lane) {
		return lane != Lane.BULK
				|| (this.places.availablePermits() > this.lastPlaces && this.bytes.availablePermits() > this.lastBytes);
	}

}
