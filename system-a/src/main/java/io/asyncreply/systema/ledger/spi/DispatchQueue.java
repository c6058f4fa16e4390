package io.asyncreply.systema.ledger.spi;

import java.util.List;

import io.asyncreply.systema.ledger.model.NewRequest;
import io.asyncreply.systema.ledger.model.OutboxEntry;

/**
 * Queue in memory of accepted requests to publish, which saves reading them from the
 * database.
 */
public interface DispatchQueue {

	/**
	 * Reserves room for a request before it is stored.
	 * @param request the request
	 * @return false if there is no room; the request then waits in the ledger until an
	 * instance claims it
	 */
	boolean reserve(NewRequest request);

	/**
	 * Adds requests with reserved room, after the commit and before any listener is
	 * notified.
	 * @param requests the requests of one commit
	 */
	void enqueue(List<OutboxEntry> requests);

	/**
	 * Releases the reserved room of a request that was not stored.
	 * @param request the request
	 */
	void release(NewRequest request);

}
