package io.asyncreply.systema.web.batch;

import java.io.IOException;
import java.util.concurrent.ScheduledExecutorService;

import io.asyncreply.systema.web.peer.PeerAddress;
import io.asyncreply.systema.web.peer.PeerSemaphore;
import io.asyncreply.systema.web.problem.ProblemException;
import io.asyncreply.systema.web.problem.ProblemType;
import jakarta.servlet.ServletRequest;

/**
 * Limits concurrent uploads and downloads, of each peer and in all.
 */
final class TransferLimiter {

	private static final int RETRY_AFTER_SECONDS = 5;

	private final PeerSemaphore slots;

	private final ScheduledExecutorService executor;

	/**
	 * Creates a limiter.
	 * @param slots one permit for each transfer
	 * @param executor runs the transfers, which must not block it
	 */
	TransferLimiter(PeerSemaphore slots, ScheduledExecutorService executor) {
		this.slots = slots;
		this.executor = executor;
	}

	/**
	 * Starts a transfer.
	 * @param request the call of the transfer
	 * @param transferStart starts the transfer
	 * @throws IOException if the caller has disconnected
	 * @throws ProblemException 503 if the limit has been reached
	 */
	void start(ServletRequest request, TransferStart transferStart) throws IOException {
		PeerAddress peer = PeerAddress.of(request);
		if (!this.slots.tryAcquire(peer, 1)) {
			throw ProblemException.retryAfter(ProblemType.TOO_MANY_TRANSFERS,
					"Too many uploads and downloads are active, from this address or in all.", RETRY_AFTER_SECONDS);
		}
		boolean started = false;
		try {
			transferStart.start(new ActiveTransfer(this.executor, () -> this.slots.release(peer, 1)));
			started = true;
		}
		finally {
			if (!started) {
				this.slots.release(peer, 1);
			}
		}
	}

	long activeCount() {
		return this.slots.held();
	}

	/**
	 * Upload or download that has begun.
	 *
	 * @param executor runs its tasks, which must not block
	 * @param onEnd must run once, at the end of the transfer
	 */
	record ActiveTransfer(ScheduledExecutorService executor, Runnable onEnd) {

	}

	/**
	 * Start of a transfer, which may fail.
	 */
	interface TransferStart {

		void start(ActiveTransfer transfer) throws IOException;

	}

}
