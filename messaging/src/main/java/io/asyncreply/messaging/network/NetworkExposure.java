package io.asyncreply.messaging.network;

/**
 * Whom a system without authentication may listen to.
 */
public enum NetworkExposure {

	/** Programs on the same machine. */
	LOOPBACK,

	/** Everybody on a network that is guarded by other means. */
	TRUSTED_NETWORK

}
