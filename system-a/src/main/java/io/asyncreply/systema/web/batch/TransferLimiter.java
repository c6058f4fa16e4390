package io.asyncreply.systema.web.batch;

import java.io.IOException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;

import io.asyncreply.systema.web.problem.ProblemException;
import io.asyncreply.systema.web.problem.ProblemType;

/**
 * Bounds how many uploads and downloads may be under way at once, and has the threads
 * that they go on with.
 */
final class TransferLimiter {

	private static final int RETRY_AFTER_SECONDS = 5;

	private final int maxTransfers;

	private final ScheduledExecutorService executor;

	private final AtomicInteger activeTransfers = new AtomicInteger();

	TransferLimiter(int maxTransfers, ScheduledExecutorService executor) {
		this.maxTransfers = maxTransfers;
		this.executor = executor;
	}

	/** The threads, which never wait for a caller. */
	ScheduledExecutorService executor() {
		return this.executor;
	}

	/**
	 * Lets a transfer begin; it ends with {@link #release}, unless it fails to begin.
	 * @param transferStart begins it
	 * @throws IOException if the caller is gone already
	 * @throws ProblemException 503 if as many are under way as may be
	 */
	void start(TransferStart transferStart) throws IOException {
		boolean started = false;
		try {
			if (this.activeTransfers.incrementAndGet() > this.maxTransfers) {
				throw ProblemException.retryAfter(ProblemType.TOO_MANY_TRANSFERS,
						"As many uploads and downloads are under way as may be.", RETRY_AFTER_SECONDS);
			}
			transferStart.start();
			started = true;
		}
		finally {
			if (!started) {
				release();
			}
		}
	}

	void release() {
		this.activeTransfers.decrementAndGet();
	}

	int activeCount() {
		return this.activeTransfers.get();
	}

	/**
	 * Begins a transfer.
	 */
	interface TransferStart {

		void start() throws IOException;

	}

}
