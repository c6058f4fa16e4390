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
	private final AtomicInteger members = new AtomicInteger(1);

	/** While the frame is being read. */
	private final List<RequestTask> assignments = new ArrayList<>();

	public void join(RequestTask assignment) {
		this.members.incrementAndGet();
		this.assignments.add(assignment);
	}

	/** Gives those who joined, once. */
	public List<RequestTask> take() {
		List<RequestTask> joined = List.copyOf(this.assignments);
		this.assignments.clear();
		return joined;
	}

	/**
	 * Leaves the company.
	 * @return whether nobody is left
	 */
	public boolean leave() {
		return this.members.decrementAndGet() == 0;
	}

}
