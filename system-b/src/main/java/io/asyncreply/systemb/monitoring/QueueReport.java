package io.asyncreply.systemb.monitoring;

import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * The request queues at one moment.
 *
 * @param asOf when this was written; depths are up to a second older
 * @param queues each queue that has a handler here
 */
record QueueReport(Instant asOf, List<QueueSummary> queues) {

	/**
	 * One queue.
	 *
	 * @param name the queue's name
	 * @param operation the operation's name
	 * @param lane the lane
	 * @param depth messages that wait in the broker, null while unknown
	 * @param consumers consumers of the queue anywhere, null while unknown
	 * @param reason why depth and consumers are unknown, null while they are known
	 * @param slots how many requests this System B works on at once
	 * @param inFlight how many it holds
	 * @param meanProcessing seconds of work per request since the start, null before the
	 * first
	 */
	@JsonInclude(JsonInclude.Include.ALWAYS)
	record QueueSummary(String name, String operation, String lane, @Nullable Long depth, @Nullable Long consumers,
			@Nullable String reason, int slots, int inFlight, @Nullable Double meanProcessing) {

	}

}
