package io.asyncreply.systemb.worker.task;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;

import io.asyncreply.messages.RequestId;
import org.jspecify.annotations.Nullable;

/**
 * The requests in flight. Each attempt is held once, even if several messages deliver it.
 */
public final class InFlightTasks {

	private final ConcurrentMap<TaskKey, RequestTask> tasks = new ConcurrentHashMap<>();

	private final Object idleMonitor = new Object();

	/**
	 * Adds a task.
	 * @return false if the same attempt is in flight already; its task then acks the
	 * messages of this one too
	 */
	public boolean add(RequestTask task) {
		return task == this.tasks.merge(TaskKey.of(task), task, (existing, duplicate) -> {
			existing.mergeDuplicate(duplicate);
			return existing;
		});
	}

	/** Acks all messages of a task, including duplicates that arrive meanwhile. */
	public void complete(RequestTask task) {
		do {
			task.acknowledge();
		}
		while (!removeIf(task, RequestTask::isAcknowledged));
	}

	/**
	 * Removes a task that cannot be acked, because its channels are closed. The broker
	 * redelivers its request.
	 * @return false if the task can be acked
	 */
	public boolean discardIfUnacknowledgeable(RequestTask task) {
		return removeIf(task, (candidate) -> !candidate.isAcknowledgeable());
	}

	/**
	 * Returns whether a request is in flight.
	 * @param id id of the request, null or any other text for none
	 */
	public boolean contains(@Nullable String id) {
		return this.tasks.keySet().stream().anyMatch((taskKey) -> taskKey.id().toString().equals(id));
	}

	public int count() {
		return this.tasks.size();
	}

	/** Lists up to {@code limit} requests that have been in flight for {@code minAge}. */
	public List<RequestId> inFlightLongerThan(Duration minAge, int limit) {
		long now = System.nanoTime();
		return this.tasks.values()
			.stream()
			.filter((task) -> now - task.receivedAt() > minAge.toNanos())
			.map(RequestTask::id)
			.limit(limit)
			.toList();
	}

	public void forEach(Consumer<RequestTask> action) {
		this.tasks.values().forEach(action);
	}

	/**
	 * Waits until no request is in flight.
	 * @return false if a request still is after the timeout
	 */
	public boolean awaitIdle(Duration timeout) throws InterruptedException {
		long deadline = System.nanoTime() + timeout.toNanos();
		synchronized (this.idleMonitor) {
			while (count() > 0) {
				long remainingNanos = deadline - System.nanoTime();
				if (remainingNanos <= 0) {
					return false;
				}
				TimeUnit.NANOSECONDS.timedWait(this.idleMonitor, remainingNanos);
			}
			return true;
		}
	}

	private boolean removeIf(RequestTask task, Predicate<RequestTask> condition) {
		boolean removed = task != this.tasks.computeIfPresent(TaskKey.of(task),
				(taskKey, present) -> (present == task && condition.test(present)) ? null : present);
		if (removed && this.tasks.isEmpty()) {
			synchronized (this.idleMonitor) {
				this.idleMonitor.notifyAll();
			}
		}
		return removed;
	}

	/**
	 * Messages with the same key deliver the same attempt.
	 */
	private record TaskKey(RequestId id, int attempt) {

		static TaskKey of(RequestTask task) {
			return new TaskKey(task.id(), task.attempt());
		}

	}

}
