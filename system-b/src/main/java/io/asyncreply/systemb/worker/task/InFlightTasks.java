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

	private final ConcurrentMap<TaskKey, RequestTask> assignments = new ConcurrentHashMap<>();

	private final Object emptied = new Object();

	/**
	 * Adds an assignment.
	 * @return false if it is a copy of one that is in hand, which will acknowledge it
	 */
	public boolean add(RequestTask assignment) {
		return assignment == this.assignments.merge(TaskKey.of(assignment), assignment, (first, copy) -> {
			first.join(copy);
			return first;
		});
	}

	/** Acknowledges an assignment with every copy that joins it before it is gone. */
	public void finish(RequestTask assignment) {
		do {
			assignment.acknowledge();
		}
		while (!removeIf(assignment, RequestTask::isAcknowledged));
	}

	/**
	 * Forgets an assignment that nobody can acknowledge, because the broker delivers it
	 * again.
	 * @return false if it can be acknowledged
	 */
	public boolean drop(RequestTask assignment) {
		return removeIf(assignment, (candidate) -> !candidate.isAcknowledgeable());
	}

	public int count() {
		return this.assignments.size();
	}

	/** Some of those that have been in hand for longer than a time. */
	public List<RequestId> heldFor(Duration time, int atMost) {
		long now = System.nanoTime();
		return this.assignments.values()
			.stream()
			.filter((assignment) -> now - assignment.receivedAt() > time.toNanos())
			.map(RequestTask::id)
			.limit(atMost)
			.toList();
	}

	public void forEach(Consumer<RequestTask> action) {
		this.assignments.values().forEach(action);
	}

	/**
	 * Waits until nothing is in hand.
	 * @return false if something still is after that time
	 */
	public boolean awaitEmpty(Duration patience) throws InterruptedException {
		long end = System.nanoTime() + patience.toNanos();
		synchronized (this.emptied) {
			while (count() > 0) {
				long left = end - System.nanoTime();
				if (left <= 0) {
					return false;
				}
				TimeUnit.NANOSECONDS.timedWait(this.emptied, left);
			}
			return true;
		}
	}

	private boolean removeIf(RequestTask assignment, Predicate<RequestTask> condition) {
		boolean gone = assignment != this.assignments.computeIfPresent(TaskKey.of(assignment),
				(key, present) -> (present == assignment && condition.test(present)) ? null : present);
		if (gone && this.assignments.isEmpty()) {
			synchronized (this.emptied) {
				this.emptied.notifyAll();
			}
		}
		return gone;
	}

	/**
	 * What makes two messages copies of each other.
	 */
	private record TaskKey(RequestId id, int attempt) {

		static TaskKey of(RequestTask assignment) {
			return new TaskKey(assignment.id(), assignment.attempt());
		}

	}

}
