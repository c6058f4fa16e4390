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
 * @param at when it was heard, in nanoseconds
 * @param stations its stations by queue
 * @param longInHand what it names, of all queues
 */
record LastHeartbeat(String worker, long at, Map<String, QueueStatus> stations, Set<RequestId> longInHand) {

	static LastHeartbeat of(Heartbeat pulse, long at) {
		return new LastHeartbeat(pulse.worker(), at,
				pulse.stations()
					.stream()
					.collect(Collectors.toMap(QueueStatus::queue, Function.identity(), (a, b) -> b)),
				pulse.stations()
					.stream()
					.map(QueueStatus::longInHand)
					.flatMap(Collection::stream)
					.collect(Collectors.toUnmodifiableSet()));
	}

	/** What the worker is to the crew of a queue. */
	WorkerStats at(String queue, boolean live) {
		QueueStatus station = this.stations.get(queue);
		if (station == null) {
			return WorkerStats.NONE;
		}
		int slots = live ? station.slots() : 0;
		return new WorkerStats((slots > 0) ? 1 : 0, slots, station.inHand());
	}

}
