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
	static final int MOST = 512;

	/** It ends with the first pause that brings nothing. */
	private static final long PAUSE_NANOS = 100_000;

	private static final int MOST_PAUSES = 10;

	/** Fewer than so many in the mean come alone. */
	private static final double SEVERAL = 2;

	/** So many of the last count for the mean, roughly. */
	private static final double LAST = 8;

	private final BlockingQueue<T> waiting = new LinkedBlockingQueue<>();

	private final Lock adding = new ReentrantLock();

	private final LongConsumer pause;

	private double mean = 1;

	/**
	 * Makes an empty gathering.
	 * @param pause waits for so many nanoseconds or less
	 */
	GroupCommitQueue(LongConsumer pause) {
		this.pause = pause;
	}

	void add(T one) {
		this.waiting.add(one);
	}

	/**
	 * Keeps what is given next open until all of these are in it, or it is full.
	 * @param adding adds them, and waits for nothing
	 */
	void together(Runnable adding) {
		this.adding.lock();
		try {
			adding.run();
		}
		finally {
			this.adding.unlock();
		}
	}

	/**
	 * Gives what goes on next.
	 * @param timeout how long to wait for the first
	 * @param unit its unit
	 * @return at most {@value #MOST}, none if none has come
	 * @throws InterruptedException if it is interrupted before the first
	 */
	List<T> next(long timeout, TimeUnit unit) throws InterruptedException {
		List<T> next = new ArrayList<>();
		T first = this.waiting.poll(timeout, unit);
		if (first != null) {
			next.add(first);
			takeWhatWaits(next);
			if (this.mean >= SEVERAL) {
				waitForMore(next);
			}
			this.mean += (next.size() - this.mean) / LAST;
		}
		return next;
	}

	/** Takes what waits, of which nothing will go on any more. */
	List<T> giveUp() {
		List<T> rest = new ArrayList<>();
		this.waiting.drainTo(rest);
		return rest;
	}

	boolean isEmpty() {
		return this.waiting.isEmpty();
	}

	private void waitForMore(List<T> next) {
		int before = 0;
		for (int pauses = 0; pauses < MOST_PAUSES && next.size() > before && next.size() < MOST; pauses++) {
			before = next.size();
			this.pause.accept(PAUSE_NANOS);
			takeWhatWaits(next);
		}
	}

	private void takeWhatWaits(List<T> next) {
		together(() -> this.waiting.drainTo(next, MOST - next.size()));
	}

}
