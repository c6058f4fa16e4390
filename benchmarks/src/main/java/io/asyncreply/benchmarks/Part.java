package io.asyncreply.benchmarks;

import java.util.Locale;

/**
 * The part that a process has in answering a request.
 */
enum Part {

	/** The load generator. */
	LOAD,

	/** System A, or what stands in its place. */
	FRONT,

	/** System B, or what stands in its place. */
	WORKER,

	BROKER,

	/** PostgreSQL, where the ledger is there. */
	DATABASE;

	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT);
	}

}
