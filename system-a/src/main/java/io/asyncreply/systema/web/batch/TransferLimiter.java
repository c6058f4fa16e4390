package io.asyncreply.systema.web.batch;

import java.io.IOException;
import java.util.concurrent.ScheduledExecutorService;

import io.asyncreply.systema.web.http.ResponseStreamer;
import io.asyncreply.systema.web.peer.PeerAddress;
import io.asyncreply.systema.web.peer.PeerSemaphore;
import io.asyncreply.systema.web.problem.ProblemException;
import io.asyncreply.systema.web.problem.ProblemType;

/**
 * Limits concurrent uploads and downloads in all and for each peer, and holds the
 * executor on which they run and the streamer of their responses.
 */
final class TransferLimiter {

	private static final int RETRY_AFTER_SECONDS = 5;

	private final ScheduledExecutorService executor;

	private final ResponseStreamer responseStreamer;

	private final PeerSemaphore transfers;

	TransferLimiter(PeerSemaphore transfers, ScheduledExecutorService executor, ResponseStreamer responseStreamer) {
		this.transfers = transfers;
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
	 * @param peer the peer of the caller
	 * @param transferStart starts the transfer
	 * @throws IOException if the caller has disconnected
	 * @throws ProblemException 503 if a limit has been reached
	 */
	void start(PeerAddress peer, TransferStart transferStart) throws IOException {
		if (!this.transfers.tryAcquire(peer, 1)) {
			throw ProblemException.retryAfter(ProblemType.TOO_MANY_TRANSFERS,
					"The limit of concurrent uploads and downloads has been reached.", RETRY_AFTER_SECONDS);
		}
		boolean started = false;
		try {
			transferStart.start();
			started = true;
		}
		finally {
			if (!started) {
				release(peer);
			}
		}
	}

	void release(PeerAddress peer) {
		this.transfers.release(peer, 1);
	}

	long activeCount() {
		return this.transfers.held();
	}

	/**
	 * Start of a transfer, which may fail.
	 */
	interface TransferStart {

		void start() throws IOException;

	}

}
