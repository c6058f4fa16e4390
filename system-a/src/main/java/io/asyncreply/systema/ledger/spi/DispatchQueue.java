package io.asyncreply.systema.ledger.spi;

import java.util.List;

import io.asyncreply.systema.ledger.model.NewRequest;
import io.asyncreply.systema.ledger.model.OutboxEntry;

/**
 * Takes accepted requests from memory, so that publishing them needs no read.
 */
public interface DispatchQueue {

	/**
	 * Asks for a place before the request is stored.
	 * @param request what is about to be stored
	 * @return false if there is no room: the request then waits in the ledger until it is
	 * claimed
	 */
	boolean reserve(NewRequest request);

	/**
	 * Takes requests for which there are places, after the commit.
	 * @param requests what was stored together
	 */
	void enqueue(List<OutboxEntry> requests);

	/**
	 * Gives a place back because the request was not stored.
	 * @param request what was not stored
	 */
	void release(NewRequest request);

}
