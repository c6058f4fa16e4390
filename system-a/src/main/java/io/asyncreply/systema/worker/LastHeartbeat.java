package io.asyncreply.systema.worker;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.asyncreply.messages.ControlMessage.Heartbeat;
import io.asyncreply.messages.ControlMessage.QueueStatus;
import io.asyncreply.messages.RequestId;

/**
 * The last pulse of a worker, ready to be asked.
 *
 * @param worker who it is from
 * @param receivedNanos when it was heard, in nanoseconds
 * @param queueStatuses its stations by queue
 * @param longRunning what it names, of all queues
 */
record LastHeartbeat(String worker, long receivedNanos, Map<String, QueueStatus> queueStatuses,
		Set<RequestId> longRunning) {

	static LastHeartbeat of(Heartbeat heartbeat, long receivedNanos) {
		return new LastHeartbeat(heartbeat.worker(), receivedNanos,
				heartbeat.queues()
					.stream()
					.collect(Collectors.toMap(QueueStatus::queue, Function.identity(), (a, b) -> b)),
				heartbeat.queues()
					.stream()
					.map(QueueStatus::longRunning)
					.flatMap(Collection::stream)
					.collect(Collectors.toUnmodifiableSet()));
	}

	/** What the worker is to the crew of a queue. */
	WorkerStats workerStats(String queue, boolean live) {
		QueueStatus queueStatus = this.queueStatuses.get(queue);
		if (queueStatus == null) {
			return WorkerStats.NONE;
		}
		int slots = live ? queueStatus.slots() : 0;
		return new WorkerStats((slots > 0) ? 1 : 0, slots, queueStatus.inFlight());
	}

}
