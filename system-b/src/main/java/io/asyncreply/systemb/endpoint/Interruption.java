package io.asyncreply.systemb.endpoint;

/**
 * Why work is stopped before its end.
 */
enum Interruption {

	/** It lasts longer than its handler may take. */
	TIME_LIMIT,

	/** Nobody waits for it any more. */
	CANCELLED,

	/** System B shuts down and has waited for it long enough. */
	SHUTDOWN

}
