package io.asyncreply.systemb.worker.task;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;

import io.asyncreply.messages.RequestId;

/**
 * The requests in hand: each attempt once, however many copies of it arrive.
 */
public final class InFlightTasks {

	private final ConcurrentMap<TaskKey, RequestTask> tasks = new ConcurrentHashMap<>();

	private final Object idleMonitor = new Object();

	/**
	 * Adds an assignment.
	 * @return false if it is a copy of one that is in hand, which will acknowledge it
	 */
	public boolean add(RequestTask task) {
		return task == this.tasks.merge(TaskKey.of(task), task, (existing, duplicate) -> {
			existing.mergeDuplicate(duplicate);
			return existing;
		});
	}

	/** Acknowledges an assignment with every copy that joins it before it is gone. */
	public void complete(RequestTask task) {
		do {
			task.acknowledge();
		}
		while (!removeIf(task, RequestTask::isAcknowledged));
	}

	/**
	 * Forgets an assignment that nobody can acknowledge, because the broker delivers it
	 * again.
	 * @return false if it can be acknowledged
	 */
	public boolean discardIfUnacknowledgeable(RequestTask task) {
		return removeIf(task, (candidate) -> !candidate.isAcknowledgeable());
	}

	public int count() {
		return this.tasks.size();
	}

	/** Some of those that have been in hand for longer than a time. */
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
	 * Waits until nothing is in hand.
	 * @return false if something still is after that time
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
	 * What makes two messages copies of each other.
	 */
	private record TaskKey(RequestId id, int attempt) {

		static TaskKey of(RequestTask task) {
			return new TaskKey(task.id(), task.attempt());
		}

	}

}
