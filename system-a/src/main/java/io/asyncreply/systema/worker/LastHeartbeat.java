package io.asyncreply.systema.worker;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.asyncreply.messages.ControlMessage.Heartbeat;
import io.asyncreply.messages.ControlMessage.QueueStatus;
import io.asyncreply.messages.RequestId;
import org.jspecify.annotations.Nullable;

/**
 * Last heartbeat of a worker, indexed.
 *
 * @param worker name of the worker
 * @param user broker user of the worker
 * @param firstNanos when its first heartbeat arrived, in nanoseconds of the monotonic
 * clock
 * @param receivedNanos when this heartbeat arrived
 * @param working whether two of its heartbeats show that it completed work
 * @param queueStatuses status of each known queue, by its name
 * @param unknownQueues queues that this System A does not know and the worker consumes
 * @param longRunning requests of the known queues that it lists
 */
record LastHeartbeat(String worker, String user, long firstNanos, long receivedNanos, boolean working,
		Map<String, QueueStatus> queueStatuses, Set<String> unknownQueues, Set<RequestId> longRunning) {

	/** Workers that have worked, then those known for longest. */
	static final Comparator<LastHeartbeat> MOST_CREDIBLE_FIRST = Comparator.comparing(LastHeartbeat::working)
		.reversed()
		.thenComparing((one, other) -> Long.signum(one.firstNanos - other.firstNanos));

	/** Most unknown queues of a worker that count. */
	private static final int MAX_UNKNOWN_QUEUES = 30;

	/** Most slots, and most requests in flight, of a worker that count. */
	private static final int MAX_COUNTED = 100_000;

	static LastHeartbeat of(Heartbeat heartbeat, String user, Set<String> queues, long receivedNanos) {
		List<QueueStatus> known = heartbeat.queues()
			.stream()
			.filter((queueStatus) -> queues.contains(queueStatus.queue()))
			.toList();
		return new LastHeartbeat(heartbeat.worker(), user, receivedNanos, receivedNanos, false,
				known.stream().collect(Collectors.toMap(QueueStatus::queue, Function.identity(), (a, b) -> b)),
				heartbeat.queues()
					.stream()
					.filter((queueStatus) -> queueStatus.slots() > 0 && !queues.contains(queueStatus.queue()))
					.map(QueueStatus::queue)
					.limit(MAX_UNKNOWN_QUEUES)
					.collect(Collectors.toUnmodifiableSet()),
				known.stream()
					.map(QueueStatus::longRunning)
					.flatMap(Collection::stream)
					.collect(Collectors.toUnmodifiableSet()));
	}

	/** This heartbeat with what is known from an earlier one of the same worker. */
	LastHeartbeat after(@Nullable LastHeartbeat previous) {
		return (previous != null) ? new LastHeartbeat(this.worker, this.user, previous.firstNanos, this.receivedNanos,
				previous.working || countCompleted() > previous.countCompleted(), this.queueStatuses,
				this.unknownQueues, this.longRunning) : this;
	}

	/** The queues of which the worker consumes. */
	List<String> consumedQueues() {
		return this.queueStatuses.keySet().stream().filter((queue) -> workerStats(queue).live() > 0).toList();
	}

	/**
	 * A worker that drains has no slots, but still has requests in flight. Of an unknown
	 * queue only the worker counts.
	 */
	WorkerStats workerStats(String queue) {
		QueueStatus queueStatus = this.queueStatuses.get(queue);
		if (queueStatus == null) {
			return this.unknownQueues.contains(queue) ? new WorkerStats(1, 0, 0) : WorkerStats.NONE;
		}
		return new WorkerStats((queueStatus.slots() > 0) ? 1 : 0, Math.min(queueStatus.slots(), MAX_COUNTED),
				Math.min(queueStatus.inFlight(), MAX_COUNTED));
	}

	private long countCompleted() {
		return this.queueStatuses.values().stream().mapToLong(QueueStatus::completed).sum();
	}

}
