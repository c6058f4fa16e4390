package io.asyncreply.systema.ledger.commit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;

/**
 * Queue whose elements are processed in groups. A group has everything that is queued
 * and, if the mean group has two or more elements, also what arrives within the next
 * millisecond. A commit costs about the same for one change as for many, so that bigger
 * groups shorten the wait. An element that arrives alone is not delayed.
 *
 * @param <T> the type of the elements
 */
final class GroupCommitQueue<T> {

	/** Most elements of one group. */
	static final int MAX_GROUP_SIZE = 512;

	/** Lingering ends after the first such pause in which nothing arrives. */
	private static final long LINGER_NANOS = 100_000;

	private static final int MAX_LINGERS = 10;

	/** Below this mean group size nothing lingers. */
	private static final double LINGER_THRESHOLD = 2;

	/** Number of recent groups in the mean, approximately. */
	private static final double SMOOTHING = 8;

	private final BlockingQueue<T> queue = new LinkedBlockingQueue<>();

	private final Lock lock = new ReentrantLock();

	private final LongConsumer sleep;

	private double meanGroupSize = 1;

	/**
	 * Creates an empty queue.
	 * @param sleep waits for the given number of nanoseconds, or less
	 */
	GroupCommitQueue(LongConsumer sleep) {
		this.sleep = sleep;
	}

	void add(T element) {
		this.queue.add(element);
	}

	/** Adds elements to the same group, as far as the group has room. */
	void addAll(List<? extends T> elements) {
		this.lock.lock();
		try {
			this.queue.addAll(elements);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Removes the next group.
	 * @param timeout how long to wait for the first element
	 * @param unit the unit of the timeout
	 * @return at most {@value #MAX_GROUP_SIZE} elements; empty after the timeout
	 * @throws InterruptedException if the thread is interrupted before the first element
	 */
	List<T> nextGroup(long timeout, TimeUnit unit) throws InterruptedException {
		List<T> group = new ArrayList<>();
		T first = this.queue.poll(timeout, unit);
		if (first != null) {
			group.add(first);
			drainTo(group);
			if (this.meanGroupSize >= LINGER_THRESHOLD) {
				linger(group);
			}
			this.meanGroupSize += (group.size() - this.meanGroupSize) / SMOOTHING;
		}
		return group;
	}

	/** Removes all elements. */
	List<T> drain() {
		List<T> remaining = new ArrayList<>();
		this.queue.drainTo(remaining);
		return remaining;
	}

	boolean isEmpty() {
		return this.queue.isEmpty();
	}

	private void linger(List<T> group) {
		int previousSize = 0;
		for (int lingers = 0; lingers < MAX_LINGERS && group.size() > previousSize
				&& group.size() < MAX_GROUP_SIZE; lingers++) {
			previousSize = group.size();
			this.sleep.accept(LINGER_NANOS);
			drainTo(group);
		}
	}

	private void drainTo(List<T> group) {
		this.lock.lock();
		try {
			this.queue.drainTo(group, MAX_GROUP_SIZE - group.size());
		}
		finally {
			this.lock.unlock();
		}
	}

}
