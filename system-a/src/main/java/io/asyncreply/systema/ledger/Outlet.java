package io.asyncreply.systema.ledger;

/**
 * Takes accepted requests from memory, so that publishing them needs no read.
 */
public interface Outlet {

	/**
	 * Asks for a place before the request is stored.
	 * @param request what is about to be stored
	 * @return false if there is no room: the request then waits in the ledger until it is
	 * claimed
	 */
	boolean reserve(NewRequest request);

	/**
	 * Takes a request for which there is a place, after the commit.
	 * @param request what was stored
	 */
	void take(Unsent request);

	/**
	 * Gives a place back because the request was not stored.
	 * @param request what was not stored
	 */
	void release(NewRequest request);

}
