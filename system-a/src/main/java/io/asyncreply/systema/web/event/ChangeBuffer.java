package io.asyncreply.systema.web.event;

import java.util.ArrayDeque;
import java.util.Deque;

import io.asyncreply.systema.ledger.model.StoredRequest;
import io.asyncreply.systema.waiting.ChangeSubscriber;
import org.jspecify.annotations.Nullable;

/**
 * The changes of a request that its follower has not been told yet: the newest few, in
 * order. Takes one in within moments, so that no reader holds up who brings it.
 */
final class ChangeBuffer implements ChangeSubscriber {

	/** Who reads so slowly that more pile up misses the oldest; each says it all. */
	static final int MOST = 16;

	private final Deque<StoredRequest> changes = new ArrayDeque<>();

	private int newest;

	private boolean complete;

	private Runnable bell = () -> {
	};

	/**
	 * Says who is to be told of news.
	 * @param bell rung at once, and then after each on whatever thread brings it
	 */
	void onNews(Runnable bell) {
		hang(bell);
		bell.run();
	}

	@Override
	public void changed(StoredRequest entry) {
		if (add(entry)) {
			bell().run();
		}
	}

	@Override
	public void dismissed() {
		complete();
		bell().run();
	}

	/**
	 * Takes the next change.
	 * @return null if there is none for the moment
	 */
	synchronized @Nullable StoredRequest poll() {
		return this.changes.poll();
	}

	/** Whether there is nothing left and nothing more will come. */
	synchronized boolean isComplete() {
		return this.complete && this.changes.isEmpty();
	}

	private synchronized boolean add(StoredRequest entry) {
		if (entry.version() <= this.newest) {
			return false;
		}
		if (this.changes.size() == MOST) {
			this.changes.remove();
		}
		this.newest = entry.version();
		return this.changes.add(entry);
	}

	private synchronized void complete() {
		this.complete = true;
	}

	private synchronized void hang(Runnable bell) {
		this.bell = bell;
	}

	private synchronized Runnable bell() {
		return this.bell;
	}

}
