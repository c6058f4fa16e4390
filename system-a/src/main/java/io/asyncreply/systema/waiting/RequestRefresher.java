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
 * Reads rows again and notifies their subscribers: after a change notification of another
 * instance, or after a long time without one. Change notifications can get lost, so every
 * wait also has a timeout.
 */
public final class RequestRefresher {

	private static final Logger logger = LoggerFactory.getLogger(RequestRefresher.class);

	private final ChangeSubscribers longPolls;

	private final ChangeSubscribers eventStreams;

	private final Ledger ledger;

	private final Executor executor;

	private final Set<RequestId> pending = ConcurrentHashMap.newKeySet();

	/**
	 * Creates a refresher.
	 * @param longPolls registry of the long polls
	 * @param eventStreams registry of the event streams
	 * @param ledger the ledger
	 * @param executor reads the rows, because callers of {@link #refresh} must not block
	 */
	RequestRefresher(ChangeSubscribers longPolls, ChangeSubscribers eventStreams, Ledger ledger, Executor executor) {
		this.longPolls = longPolls;
		this.eventStreams = eventStreams;
		this.ledger = ledger;
		this.executor = executor;
	}

	/**
	 * Reads a row soon and notifies its subscribers. Calls before the read cause one
	 * read. Returns at once.
	 * @param id the request; ignored if it has no subscriber here
	 */
	public void refresh(RequestId id) {
		if (hasSubscribers(id) && this.pending.add(id)) {
			try {
				this.executor.execute(() -> refreshNow(id));
			}
			catch (RejectedExecutionException ex) {
				logger.debug("Not refreshing {}: System A shuts down", id);
			}
		}
	}

	void onRequestsChanged(RequestsChanged requestsChanged) {
		requestsChanged.requests().forEach(this::refresh);
	}

	private boolean hasSubscribers(RequestId id) {
		return this.longPolls.hasSubscribers(id) || this.eventStreams.hasSubscribers(id);
	}

	private void refreshNow(RequestId id) {
		this.pending.remove(id);
		try {
			this.ledger.find(id).ifPresentOrElse((request) -> {
				this.longPolls.notifySubscribers(request);
				this.eventStreams.notifySubscribers(request);
			}, () -> this.eventStreams.closeSubscribers(id));
		}
		catch (LedgerUnavailableException ex) {
			logger.debug("The row of {} cannot be read; its subscribers keep waiting", id);
		}
	}

}
