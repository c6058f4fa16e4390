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

	private final int most;

	private final ScheduledExecutorService workers;

	private final AtomicInteger underWay = new AtomicInteger();

	TransferLimiter(int most, ScheduledExecutorService workers) {
		this.most = most;
		this.workers = workers;
	}

	/** The threads, which never wait for a caller. */
	ScheduledExecutorService workers() {
		return this.workers;
	}

	/**
	 * Lets a transfer begin; it ends with {@link #end}, unless it fails to begin.
	 * @param transfer begins it
	 * @throws IOException if the caller is gone already
	 * @throws ProblemException 503 if as many are under way as may be
	 */
	void begin(TransferStart transfer) throws IOException {
		boolean begun = false;
		try {
			if (this.underWay.incrementAndGet() > this.most) {
				throw ProblemException.retryAfter(ProblemType.TOO_MANY_TRANSFERS,
						"As many uploads and downloads are under way as may be.", RETRY_AFTER_SECONDS);
			}
			transfer.begin();
			begun = true;
		}
		finally {
			if (!begun) {
				end();
			}
		}
	}

	void end() {
		this.underWay.decrementAndGet();
	}

	int count() {
		return this.underWay.get();
	}

	/**
	 * Begins a transfer.
	 */
	interface TransferStart {

		void begin() throws IOException;

	}

}
