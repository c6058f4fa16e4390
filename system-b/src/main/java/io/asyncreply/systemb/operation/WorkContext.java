package io.asyncreply.systemb.operation;

import java.time.Instant;

import io.asyncreply.messages.RequestId;
import org.jspecify.annotations.Nullable;

/**
 * One piece of work as its handler sees it.
 */
public interface WorkContext {

	/**
	 * Identifies the request, the same over every attempt: the key for a handler that is
	 * idempotent.
	 * @return the request's id
	 */
	RequestId id();

	/**
	 * Counts the attempts.
	 * @return 1 for the first
	 */
	int attempt();

	/**
	 * Tells how long somebody waits for the answer.
	 * @return the instant after which nobody does
	 */
	Instant deadline();

	/**
	 * Reports progress, as often as the handler likes: callers see the latest report, at
	 * most ten a second, and none at all from work that ends within a quarter of a
	 * second.
	 * @param percent how much is done; what is outside of 0 to 100 counts as the nearer
	 * end
	 * @param message what is being done, at most 200 characters
	 */
	void progress(int percent, @Nullable String message);

	/**
	 * Tells whether the work is in vain, for handlers that never block and so would miss
	 * an interruption.
	 * @return whether the handler should stop and throw or return whatever it has
	 */
	boolean isCancelled();

}
