package io.asyncreply.systemb.worker.task;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The requests that came in one frame and have no reply yet: the last of them takes the
 * replies of the others along.
 */
public final class TaskGroup {

	/** The frame counts as one of them until all of it is read. */
	private final AtomicInteger pendingCount = new AtomicInteger(1);

	/** While the frame is being read. */
	private final List<RequestTask> tasks = new ArrayList<>();

	public void add(RequestTask task) {
		this.pendingCount.incrementAndGet();
		this.tasks.add(task);
	}

	/** Gives those who joined, once. */
	public List<RequestTask> drain() {
		List<RequestTask> drained = List.copyOf(this.tasks);
		this.tasks.clear();
		return drained;
	}

	/**
	 * Leaves the company.
	 * @return whether nobody is left
	 */
	public boolean countDown() {
		return this.pendingCount.decrementAndGet() == 0;
	}

}
