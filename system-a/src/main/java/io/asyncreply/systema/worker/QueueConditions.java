package io.asyncreply.systema.worker;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * What a request meets on its way, beside those before it.
 *
 * @param crew who works on its queue, null while workers cannot be heard
 * @param heardAt when a worker of its queue was last heard, null if none ever was
 * @param trouble what keeps requests from the broker, null if nothing does
 */
public record QueueConditions(@Nullable WorkerStats crew, @Nullable Instant heardAt, @Nullable BrokerIssue trouble) {

	/**
	 * What keeps requests from the broker.
	 *
	 * @param reason in words
	 * @param since when it was first noticed
	 */
	public record BrokerIssue(String reason, Instant since) {

	}

}
