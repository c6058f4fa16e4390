package io.asyncreply.systemb.worker.task;

/**
 * Why work is stopped before its end.
 */
public enum StopReason {

	/** It lasts longer than its handler may take. */
	TIME_LIMIT,

	/** Nobody waits for it any more. */
	CANCELLED,

	/** System B shuts down and has waited for it long enough. */
	SHUTDOWN

}
