package io.asyncreply.systema.web.batch;

import java.io.IOException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;

import io.asyncreply.systema.web.http.ResponseStreamer;
import io.asyncreply.systema.web.problem.ProblemException;
import io.asyncreply.systema.web.problem.ProblemType;

/**
 * Limits concurrent uploads and downloads, and holds the executor on which they run and
 * the streamer of their responses.
 */
final class TransferLimiter {

	private static final int RETRY_AFTER_SECONDS = 5;

	private final int maxTransfers;

	private final ScheduledExecutorService executor;

	private final ResponseStreamer responseStreamer;

	private final AtomicInteger activeTransfers = new AtomicInteger();

	TransferLimiter(int maxTransfers, ScheduledExecutorService executor, ResponseStreamer responseStreamer) {
		this.maxTransfers = maxTransfers;
		this.executor = executor;
		this.responseStreamer = responseStreamer;
	}

	/** Returns the executor. Its tasks must not block. */
	ScheduledExecutorService executor() {
		return this.executor;
	}

	ResponseStreamer responseStreamer() {
		return this.responseStreamer;
	}

	/**
	 * Starts a transfer. A started transfer must call {@link #release} at its end.
	 * @param transferStart starts the transfer
	 * @throws IOException if the caller has disconnected
	 * @throws ProblemException 503 if the limit has been reached
	 */
	void start(TransferStart transferStart) throws IOException {
		boolean started = false;
		try {
			if (this.activeTransfers.incrementAndGet() > this.maxTransfers) {
				throw ProblemException.retryAfter(ProblemType.TOO_MANY_TRANSFERS,
						"The limit of concurrent uploads and downloads has been reached.", RETRY_AFTER_SECONDS);
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
	 * Start of a transfer, which may fail.
	 */
	interface TransferStart {

		void start() throws IOException;

	}

}
