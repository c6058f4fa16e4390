package io.asyncreply.systema.waiting;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import io.asyncreply.messages.ControlMessage.RequestsChanged;
import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.ledger.Ledger;
import io.asyncreply.systema.ledger.model.LedgerUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads rows again for those who wait for them: because another instance says that they
 * changed there, or because nothing was heard of them for long. What others say can get
 * lost; nobody waits for ever because of that.
 */
public final class RequestRefresher {

	private static final Logger logger = LoggerFactory.getLogger(RequestRefresher.class);

	private final LongPollRegistry waiting;

	private final ChangeSubscribers followers;

	private final Ledger ledger;

	private final Executor readers;

	private final Set<RequestId> due = ConcurrentHashMap.newKeySet();

	/**
	 * Makes a refresher.
	 * @param waiting where callers wait
	 * @param followers who follow requests
	 * @param ledger where the rows are
	 * @param readers reads them, because the thread that asks for it must not
	 */
	RequestRefresher(LongPollRegistry waiting, ChangeSubscribers followers, Ledger ledger, Executor readers) {
		this.waiting = waiting;
		this.followers = followers;
		this.ledger = ledger;
		this.readers = readers;
	}

	/**
	 * Has a row read soon, once however often it is asked for until then, and tells those
	 * who wait for it. Returns at once.
	 * @param id the request; nothing is done if nobody waits for it here
	 */
	public void refresh(RequestId id) {
		if (isAwaited(id) && this.due.add(id)) {
			try {
				this.readers.execute(() -> read(id));
			}
			catch (RejectedExecutionException ex) {
				logger.debug("Shutting down, nobody waits here any more");
			}
		}
	}

	void hear(RequestsChanged wakeUp) {
		wakeUp.requests().forEach(this::refresh);
	}

	private boolean isAwaited(RequestId id) {
		return this.waiting.isAwaited(id) || this.followers.isFollowed(id);
	}

	private void read(RequestId id) {
		this.due.remove(id);
		try {
			this.ledger.find(id).ifPresentOrElse((entry) -> {
				this.waiting.wake(entry);
				this.followers.tell(entry);
			}, () -> this.followers.dismiss(id));
		}
		catch (LedgerUnavailableException ex) {
			logger.debug("The row of {} cannot be read, those who wait for it wait on", id);
		}
	}

}
