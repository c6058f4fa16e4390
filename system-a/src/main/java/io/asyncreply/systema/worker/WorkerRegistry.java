package io.asyncreply.systema.worker;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.asyncreply.messages.AmqpNames;
import io.asyncreply.messages.ControlMessage.Heartbeat;
import io.asyncreply.messages.ControlMessage.QueueStatus;
import io.asyncreply.messages.Lane;
import io.asyncreply.messages.RequestId;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Registry of all workers, from their heartbeats: which of them are live, and which
 * requests they have in flight. A worker is live for 3 s after its last heartbeat and
 * silent afterwards. Only the loss detection asks for silent workers. A worker is removed
 * 2 min after its last heartbeat, or when it says that it leaves.
 */
public final class WorkerRegistry {

	/** A worker is live for this time after its last heartbeat. */
	public static final Duration LIVENESS_TIMEOUT = Duration.ofSeconds(3);

	/** A worker is removed after this time without a heartbeat. */
	public static final Duration RETENTION = Duration.ofMinutes(2);

	private final Set<String> queues;

	private final Function<String, Optional<Long>> consumers;

	private final Supplier<Duration> connectedFor;

	private final LongSupplier nanoTime;

	private final KnownWorkers knownWorkers;

	private final Map<String, CompletedWork> completedWorkByQueue = new ConcurrentHashMap<>();

	private final Map<String, Long> lastHeartbeatByQueue = new ConcurrentHashMap<>();

	/**
	 * Creates an empty registry.
	 * @param queues names of the queues; of others that a heartbeat names, only its
	 * worker counts
	 * @param consumers returns how many consumers of a queue the broker counts, empty if
	 * unknown
	 * @param connectedFor returns how long heartbeats have been able to arrive without
	 * interruption
	 * @param nanoTime monotonic clock in nanoseconds
	 * @param meters counts refused workers
	 */
	public WorkerRegistry(Collection<String> queues, Function<String, Optional<Long>> consumers,
			Supplier<Duration> connectedFor, LongSupplier nanoTime, MeterRegistry meters) {
		this.queues = Set.copyOf(queues);
		this.consumers = consumers;
		this.connectedFor = connectedFor;
		this.nanoTime = nanoTime;
		this.knownWorkers = new KnownWorkers(nanoTime, meters);
	}

	/**
	 * Returns whether each live worker has had the time to send a heartbeat to this
	 * instance. Otherwise a missing worker or request proves nothing.
	 * @return false for 3 s after the start and after each loss of the broker
	 */
	public boolean isReliable() {
		return this.connectedFor.get().compareTo(LIVENESS_TIMEOUT) >= 0;
	}

	/**
	 * Returns the live workers of a queue, at most as many as the broker counts
	 * consumers, but at least one, because a worker may just reopen its channel. Workers
	 * that have worked come first, then those known for longest.
	 * @param queue name of the queue
	 * @return their sum, {@link WorkerStats#NONE} if there are none
	 */
	public WorkerStats stats(String queue) {
		Predicate<LastHeartbeat> consumes = (lastHeartbeat) -> lastHeartbeat.workerStats(queue).live() > 0;
		Stream<LastHeartbeat> consuming = live().filter(consumes)
			.sorted(LastHeartbeat.MOST_CREDIBLE_FIRST)
			.limit(Math.max(1, this.consumers.apply(queue).orElse(Long.MAX_VALUE)));
		return Stream.concat(consuming, live().filter(consumes.negate()))
			.map((lastHeartbeat) -> lastHeartbeat.workerStats(queue))
			.reduce(WorkerStats.NONE, WorkerStats::plus);
	}

	/**
	 * Returns whether a live worker processes an operation.
	 * @param operation name of the operation, which this System A may not know
	 */
	public boolean hasLiveWorker(String operation) {
		return Lane.SELECTABLE.stream().anyMatch((lane) -> stats(AmqpNames.requestQueue(operation, lane)).live() > 0);
	}

	/**
	 * Returns whether message batches may be published to a queue.
	 * @param queue name of the queue
	 * @param consumers consumers of the queue that the broker counts, 0 if unknown
	 * @return true if the queue has live workers, all of them read message batches, and
	 * the broker counts no further consumers
	 */
	public boolean acceptsBatches(String queue, long consumers) {
		List<QueueStatus> live = live()
			.flatMap((lastHeartbeat) -> Stream.ofNullable(lastHeartbeat.queueStatuses().get(queue)))
			.filter((queueStatus) -> queueStatus.slots() > 0)
			.toList();
		return isReliable() && !live.isEmpty() && live.size() >= consumers
				&& live.stream().allMatch(QueueStatus::readsBatches);
	}

	/**
	 * Finds the live worker that has a request in flight.
	 * @param request id of the request
	 * @return the worker that was the last to list the request in a heartbeat; a
	 * heartbeat lists a request only after 1 s
	 */
	public Optional<String> findWorkerProcessing(RequestId request) {
		return live().filter((lastHeartbeat) -> lastHeartbeat.longRunning().contains(request))
			.min(Comparator.comparing(this::age))
			.map(LastHeartbeat::worker);
	}

	/**
	 * Returns whether a request can be in flight. A silent worker may still process it.
	 * @param request id of the request
	 * @return whether the last heartbeat of a live or silent worker lists the request
	 */
	public boolean canBeInFlight(RequestId request) {
		return registered().anyMatch((lastHeartbeat) -> lastHeartbeat.longRunning().contains(request));
	}

	/**
	 * Returns how many requests of a queue can be in flight, with those of silent
	 * workers.
	 * @param queue name of the queue
	 */
	public int countPossiblyInFlight(String queue) {
		return registered().mapToInt((lastHeartbeat) -> lastHeartbeat.workerStats(queue).inFlight()).sum();
	}

	/**
	 * Returns the time since the last heartbeat of any worker of a queue.
	 * @param queue name of the queue
	 * @return empty if none has arrived since this instance started
	 */
	public Optional<Duration> timeSinceHeartbeat(String queue) {
		Long receivedNanos = this.lastHeartbeatByQueue.get(queue);
		return (receivedNanos != null) ? Optional.of(Duration.ofNanos(this.nanoTime.getAsLong() - receivedNanos))
				: Optional.empty();
	}

	/**
	 * Returns the work that all workers of a queue have completed since this instance
	 * started.
	 * @param queue name of the queue
	 * @return totals that never decrease
	 */
	public CompletedWork completedWork(String queue) {
		return this.completedWorkByQueue.getOrDefault(queue, CompletedWork.NONE);
	}

	/**
	 * Registers a heartbeat.
	 * @param heartbeat the heartbeat
	 * @param user broker user who sent it
	 */
	public void onHeartbeat(Heartbeat heartbeat, String user) {
		LastHeartbeat previous = this.knownWorkers.find(heartbeat.worker(), user).orElse(null);
		LastHeartbeat latest = LastHeartbeat.of(heartbeat, user, this.queues, this.nanoTime.getAsLong())
			.after(previous);
		if (previous != null) {
			latest.queueStatuses()
				.forEach((queue, queueStatus) -> this.completedWorkByQueue.merge(queue,
						CompletedWork.between(previous.queueStatuses().get(queue), queueStatus), CompletedWork::plus));
		}
		if (heartbeat.leaving()) {
			this.knownWorkers.remove(heartbeat.worker(), user);
		}
		else if (this.knownWorkers.put(latest)) {
			latest.consumedQueues().forEach((queue) -> this.lastHeartbeatByQueue.put(queue, latest.receivedNanos()));
		}
	}

	private Stream<LastHeartbeat> registered() {
		return this.knownWorkers.stream().filter((lastHeartbeat) -> age(lastHeartbeat).compareTo(RETENTION) < 0);
	}

	private Stream<LastHeartbeat> live() {
		return registered().filter((lastHeartbeat) -> age(lastHeartbeat).compareTo(LIVENESS_TIMEOUT) < 0);
	}

	private Duration age(LastHeartbeat lastHeartbeat) {
		return Duration.ofNanos(this.nanoTime.getAsLong() - lastHeartbeat.receivedNanos());
	}

	/**
	 * Work that workers have completed.
	 *
	 * @param completed requests that ended with a reply
	 * @param busy time that handlers took for them, summed over all slots
	 */
	public record CompletedWork(long completed, Duration busy) {

		public static final CompletedWork NONE = new CompletedWork(0, Duration.ZERO);

		/**
		 * Returns the work between two heartbeats of a worker. The first heartbeat, and a
		 * total that has decreased after a restart, count as none.
		 */
		static CompletedWork between(@Nullable QueueStatus earlier, QueueStatus later) {
			if (earlier == null || later.completed() < earlier.completed()
					|| later.busy().compareTo(earlier.busy()) < 0) {
				return NONE;
			}
			return new CompletedWork(later.completed() - earlier.completed(), later.busy().minus(earlier.busy()));
		}

		CompletedWork plus(CompletedWork other) {
			return new CompletedWork(this.completed + other.completed, this.busy.plus(other.busy));
		}

	}

}
