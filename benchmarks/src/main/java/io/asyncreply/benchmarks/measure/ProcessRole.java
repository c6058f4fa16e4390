package io.asyncreply.benchmarks.measure;

import java.util.Locale;

/**
 * The role of a process in answering a request.
 */
public enum ProcessRole {

	/** The load generator. */
	LOAD,

	/** System A, or the HTTP server of a peer. */
	FRONT,

	/** System B, or the worker of a peer. */
	WORKER,

	/** RabbitMQ. */
	BROKER,

	/** PostgreSQL with a ledger. */
	DATABASE;

	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT);
	}

}
