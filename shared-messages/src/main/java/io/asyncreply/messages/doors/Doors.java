package io.asyncreply.messages.doors;

/**
 * Whom a system without authentication may listen to.
 */
public enum Doors {

	/** Programs on the same machine. */
	LOOPBACK,

	/** Everybody on a network that is guarded by other means. */
	TRUSTED_NETWORK

}
