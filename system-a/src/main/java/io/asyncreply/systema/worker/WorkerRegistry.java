package io.asyncreply.systema.worker;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.asyncreply.messages.ControlMessage.Heartbeat;
import io.asyncreply.messages.ControlMessage.QueueStatus;
import io.asyncreply.messages.RequestId;

/**
 * Hears the pulses of all System B and knows who lives and what they have in hand. A
 * worker is live for three seconds after its pulse, silent for two minutes after it, and
 * then forgotten, as it is at once by its farewell.
 */
public final class WorkerRegistry {

	/** A worker that is not heard for so long is silent. */
	public static final Duration LIVENESS_TIMEOUT = Duration.ofSeconds(3);

	/** A worker that is not heard for so long is forgotten. */
	public static final Duration RETENTION = Duration.ofMinutes(2);

	/** Most workers that are known at once; others are not taken notice of. */
	static final int MAX_WORKERS = 1_000;

	private final Supplier<Duration> connectedFor;

	private final LongSupplier nanoTime;

	private final Map<String, LastHeartbeat> lastHeartbeats = new ConcurrentHashMap<>();

	private final Map<String, CompletedWork> completedWorkByQueue = new ConcurrentHashMap<>();

	private final Map<String, Long> lastHeartbeatByQueue = new ConcurrentHashMap<>();

	/**
	 * Makes the register, which knows nobody yet.
	 * @param connectedFor for how long pulses have been able to arrive without a break
	 * @param nanoTime a clock that never jumps, in nanoseconds
	 */
	public WorkerRegistry(Supplier<Duration> connectedFor, LongSupplier nanoTime) {
		this.connectedFor = connectedFor;
		this.nanoTime = nanoTime;
	}

	/**
	 * Tells whether every worker that lives has had the time to be heard since the last
	 * break. Without that, nothing follows from a request that nobody names.
	 * @return false after a start and after each loss of the broker, for three seconds
	 */
	public boolean isReliable() {
		return this.connectedFor.get().compareTo(LIVENESS_TIMEOUT) >= 0;
	}

	/**
	 * Tells who works on a queue.
	 * @param queue the queue's name
	 * @return its live and silent workers, {@link WorkerStats#NONE} if there are none
	 */
	public WorkerStats stats(String queue) {
		return this.lastHeartbeats.values()
			.stream()
			.filter((lastHeartbeat) -> age(lastHeartbeat).compareTo(RETENTION) < 0)
			.map((lastHeartbeat) -> lastHeartbeat.workerStats(queue,
					age(lastHeartbeat).compareTo(LIVENESS_TIMEOUT) < 0))
			.reduce(WorkerStats.NONE, WorkerStats::plus);
	}

	/**
	 * Tells whether frames may be sent to a queue.
	 * @param queue the queue's name
	 * @param consumers how many consume it by the broker's word, 0 if that is unknown
	 * @return true if it has live workers, each of them says that it reads frames, and
	 * nobody consumes who says nothing
	 */
	public boolean acceptsBatches(String queue, long consumers) {
		List<QueueStatus> live = this.lastHeartbeats.values()
			.stream()
			.filter((lastHeartbeat) -> age(lastHeartbeat).compareTo(LIVENESS_TIMEOUT) < 0)
			.flatMap((lastHeartbeat) -> Stream.ofNullable(lastHeartbeat.queueStatuses().get(queue)))
			.filter((queueStatus) -> queueStatus.slots() > 0)
			.toList();
		return isReliable() && !live.isEmpty() && live.size() >= consumers
				&& live.stream().allMatch(QueueStatus::readsBatches);
	}

	/**
	 * Tells who has a request in hand, live or silent; costs a look-up for each worker.
	 * @param request the request
	 * @return the worker that named it in its last pulse: one that has had it for over a
	 * second
	 */
	public Optional<String> findWorkerProcessing(RequestId request) {
		return this.lastHeartbeats.values()
			.stream()
			.filter((lastHeartbeat) -> lastHeartbeat.longRunning().contains(request))
			.filter((lastHeartbeat) -> age(lastHeartbeat).compareTo(RETENTION) < 0)
			.map(LastHeartbeat::worker)
			.findAny();
	}

	/**
	 * Tells how long ago a worker of a queue was last heard.
	 * @param queue the queue's name
	 * @return empty if none was heard since the start of this instance
	 */
	Optional<Duration> timeSinceHeartbeat(String queue) {
		Long receivedNanos = this.lastHeartbeatByQueue.get(queue);
		return (receivedNanos != null) ? Optional.of(Duration.ofNanos(this.nanoTime.getAsLong() - receivedNanos))
				: Optional.empty();
	}

	/**
	 * Tells what all workers have done on a queue since this instance hears them.
	 * @param queue the queue's name
	 * @return totals that only grow
	 */
	public CompletedWork completedWork(String queue) {
		return this.completedWorkByQueue.getOrDefault(queue, CompletedWork.NONE);
	}

	public void onHeartbeat(Heartbeat heartbeat) {
		LastHeartbeat previous = this.lastHeartbeats.get(heartbeat.worker());
		if (previous != null) {
			heartbeat.queues()
				.forEach((queueStatus) -> this.completedWorkByQueue.merge(queueStatus.queue(),
						CompletedWork.between(previous.queueStatuses().get(queueStatus.queue()), queueStatus),
						CompletedWork::plus));
		}
		heartbeat.queues().stream().filter((queueStatus) -> queueStatus.slots() > 0).forEach((queueStatus) -> {
			this.lastHeartbeatByQueue.put(queueStatus.queue(), this.nanoTime.getAsLong());
		});
		this.lastHeartbeats.values().removeIf((lastHeartbeat) -> age(lastHeartbeat).compareTo(RETENTION) >= 0);
		if (heartbeat.leaving()) {
			this.lastHeartbeats.remove(heartbeat.worker());
		}
		else if (this.lastHeartbeats.size() < MAX_WORKERS || this.lastHeartbeats.containsKey(heartbeat.worker())) {
			this.lastHeartbeats.put(heartbeat.worker(), LastHeartbeat.of(heartbeat, this.nanoTime.getAsLong()));
		}
	}

	private Duration age(LastHeartbeat lastHeartbeat) {
		return Duration.ofNanos(this.nanoTime.getAsLong() - lastHeartbeat.receivedNanos());
	}

}
