package io.asyncreply.systema.worker;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * What a request meets on its way, beside those before it.
 *
 * @param workerStats who works on its queue, null while workers cannot be heard
 * @param lastHeartbeatAt when a worker of its queue was last heard, null if none ever was
 * @param brokerIssue what keeps requests from the broker, null if nothing does
 */
public record QueueConditions(@Nullable WorkerStats workerStats, @Nullable Instant lastHeartbeatAt,
		@Nullable BrokerIssue brokerIssue) {

	/**
	 * What keeps requests from the broker.
	 *
	 * @param reason in words
	 * @param since when it was first noticed
	 */
	public record BrokerIssue(String reason, Instant since) {

	}

}
