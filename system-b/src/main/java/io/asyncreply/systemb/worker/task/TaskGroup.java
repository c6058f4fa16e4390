package io.asyncreply.systemb.worker.task;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the tasks of one delivery that have no reply yet. The last reply flushes the
 * replies that were collected before.
 */
public final class TaskGroup {

	/** The delivery itself counts as one task until all of it is read. */
	private final AtomicInteger pendingCount = new AtomicInteger(1);

	private List<RequestTask> tasks = new ArrayList<>();

	/** Adds a task; only while the delivery is being read. */
	public void add(RequestTask task) {
		this.pendingCount.incrementAndGet();
		this.tasks.add(task);
	}

	/**
	 * Returns the tasks once, after the whole delivery is read. The group does not keep
	 * them, so that a slow task does not retain the payloads of the others.
	 */
	public List<RequestTask> drain() {
		List<RequestTask> drained = this.tasks;
		this.tasks = List.of();
		return drained;
	}

	/**
	 * Counts one task, or the delivery itself, as done.
	 * @return whether it was the last
	 */
	public boolean countDown() {
		return this.pendingCount.decrementAndGet() == 0;
	}

}
