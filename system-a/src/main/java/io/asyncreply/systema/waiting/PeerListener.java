package io.asyncreply.systema.waiting;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import io.asyncreply.messages.RequestId;
import io.asyncreply.messages.Signal.WakeUp;
import io.asyncreply.systema.ledger.Ledger;
import io.asyncreply.systema.ledger.LedgerUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears from other instances which rows changed there, and wakes those who wait for them
 * here.
 */
final class PeerListener {

	private static final Logger logger = LoggerFactory.getLogger(PeerListener.class);

	private final Waiting waiting;

	private final Followers followers;

	private final Ledger ledger;

	private final Executor readers;

	/**
	 * Makes the listener.
	 * @param waiting where callers wait
	 * @param followers who follow requests
	 * @param ledger where the rows are
	 * @param readers reads them, because the thread that hears must not
	 */
	PeerListener(Waiting waiting, Followers followers, Ledger ledger, Executor readers) {
		this.waiting = waiting;
		this.followers = followers;
		this.ledger = ledger;
		this.readers = readers;
	}

	void hear(WakeUp wakeUp) {
		wakeUp.requests().stream().filter(this::isAwaited).forEach((id) -> {
			try {
				this.readers.execute(() -> wake(id));
			}
			catch (RejectedExecutionException ex) {
				logger.debug("Shutting down, nobody waits here any more");
			}
		});
	}

	private boolean isAwaited(RequestId id) {
		return this.waiting.isAwaited(id) || this.followers.isFollowed(id);
	}

	private void wake(RequestId id) {
		try {
			this.ledger.find(id).ifPresent((entry) -> {
				this.waiting.wake(entry);
				this.followers.tell(entry);
			});
		}
		catch (LedgerUnavailableException ex) {
			logger.debug("The row of {} cannot be read, its callers wait on", id);
		}
	}

}
