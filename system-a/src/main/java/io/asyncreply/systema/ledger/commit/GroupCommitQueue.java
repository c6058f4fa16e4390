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
 * Gathers what goes on together: what waited while the former was under way, and, where
 * several usually do, what comes within a moment after it. Each commit, and each message
 * that follows from it, costs much the same whatever is in it, so that those who are
 * close together are served sooner together. Who comes alone waits for nobody.
 *
 * @param <T> what is gathered
 */
final class GroupCommitQueue<T> {

	/** Most that go on together. */
	static final int MAX_GROUP_SIZE = 512;

	/** It ends with the first pause that brings nothing. */
	private static final long LINGER_NANOS = 100_000;

	private static final int MAX_LINGERS = 10;

	/** Fewer than so many in the mean come alone. */
	private static final double LINGER_THRESHOLD = 2;

	/** So many of the last count for the mean, roughly. */
	private static final double SMOOTHING = 8;

	private final BlockingQueue<T> queue = new LinkedBlockingQueue<>();

	private final Lock lock = new ReentrantLock();

	private final LongConsumer sleep;

	private double meanGroupSize = 1;

	/**
	 * Makes an empty gathering.
	 * @param sleep waits for so many nanoseconds or less
	 */
	GroupCommitQueue(LongConsumer sleep) {
		this.sleep = sleep;
	}

	void add(T element) {
		this.queue.add(element);
	}

	/**
	 * Keeps what is given next open until all of these are in it, or it is full.
	 * @param adding adds them, and waits for nothing
	 */
	void runLocked(Runnable adding) {
		this.lock.lock();
		try {
			adding.run();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Gives what goes on next.
	 * @param timeout how long to wait for the first
	 * @param unit its unit
	 * @return at most {@value #MAX_GROUP_SIZE}, none if none has come
	 * @throws InterruptedException if it is interrupted before the first
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

	/** Takes what waits, of which nothing will go on any more. */
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
		runLocked(() -> this.queue.drainTo(group, MAX_GROUP_SIZE - group.size()));
	}

}
