package io.asyncreply.messaging.network;

/**
 * Clients that a system without authentication accepts.
 */
public enum NetworkExposure {

	/** Clients on the same machine. */
	LOOPBACK,

	/** All clients of a network that is protected by other means. */
	TRUSTED_NETWORK

}
