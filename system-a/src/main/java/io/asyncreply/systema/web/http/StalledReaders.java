package io.asyncreply.systema.web.http;

import java.util.function.Predicate;

import io.asyncreply.systema.web.peer.PeerAddress;

/**
 * Disconnects callers that do not take their responses.
 */
public interface StalledReaders {

	/**
	 * Disconnects callers that have read nothing of an unsent response for 5 s. Returns
	 * at once.
	 * @param peers the peers whose callers are disconnected
	 */
	void disconnect(Predicate<PeerAddress> peers);

}
