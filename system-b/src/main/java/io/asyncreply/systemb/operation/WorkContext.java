package io.asyncreply.systemb.operation;

import java.time.Instant;

import io.asyncreply.messages.RequestId;
import org.jspecify.annotations.Nullable;

/**
 * The request that a handler processes.
 */
public interface WorkContext {

	/**
	 * Returns the id of the request, which is the same for every attempt. Handlers can
	 * use it as a key to be idempotent.
	 * @return the request's id
	 */
	RequestId id();

	/**
	 * Returns the number of the attempt.
	 * @return the number, 1 for the first attempt
	 */
	int attempt();

	/**
	 * Returns the deadline of the request, after which its result is no longer used.
	 * @return the deadline
	 */
	Instant deadline();

	/**
	 * Reports progress. Handlers may call this as often as they like: System B publishes
	 * the latest report, at most ten times a second, and none in the first 100 ms.
	 * @param percent the share of the work that is done; values outside of 0 to 100 are
	 * replaced by the nearer bound
	 * @param message a description of the current step, at most 200 characters; longer
	 * ones are cut
	 */
	void progress(int percent, @Nullable String message);

	/**
	 * Returns whether System B has stopped the work. Handlers that never block should
	 * check this, because they do not notice an interruption.
	 * @return whether the handler should return or throw now
	 */
	boolean isCancelled();

}
