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

	private final ChangeSubscribers longPolls;

	private final ChangeSubscribers eventStreams;

	private final Ledger ledger;

	private final Executor executor;

	private final Set<RequestId> pending = ConcurrentHashMap.newKeySet();

	/**
	 * Makes a refresher.
	 * @param longPolls where callers wait
	 * @param eventStreams who follow requests
	 * @param ledger where the rows are
	 * @param executor reads them, because the thread that asks for it must not
	 */
	RequestRefresher(ChangeSubscribers longPolls, ChangeSubscribers eventStreams, Ledger ledger,
			Executor executor) {
		this.longPolls = longPolls;
		this.eventStreams = eventStreams;
		this.ledger = ledger;
		this.executor = executor;
	}

	/**
	 * Has a row read soon, once however often it is asked for until then, and tells those
	 * who wait for it. Returns at once.
	 * @param id the request; nothing is done if nobody waits for it here
	 */
	public void refresh(RequestId id) {
		if (isAwaited(id) && this.pending.add(id)) {
			try {
				this.executor.execute(() -> refreshNow(id));
			}
			catch (RejectedExecutionException ex) {
				logger.debug("Shutting down, nobody waits here any more");
			}
		}
	}

	void onWakeUp(RequestsChanged requestsChanged) {
		requestsChanged.requests().forEach(this::refresh);
	}

	private boolean isAwaited(RequestId id) {
		return this.longPolls.hasSubscribers(id) || this.eventStreams.hasSubscribers(id);
	}

	private void refreshNow(RequestId id) {
		this.pending.remove(id);
		try {
			this.ledger.find(id).ifPresentOrElse((stored) -> {
				this.longPolls.notifySubscribers(stored);
				this.eventStreams.notifySubscribers(stored);
			}, () -> this.eventStreams.closeSubscribers(id));
		}
		catch (LedgerUnavailableException ex) {
			logger.debug("The row of {} cannot be read, those who wait for it wait on", id);
		}
	}

}
