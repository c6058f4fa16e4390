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
	static final int CAPACITY = 16;

	private final Deque<StoredRequest> changes = new ArrayDeque<>();

	private int newestVersion;

	private boolean completed;

	private Runnable listener = () -> {
	};

	/**
	 * Says who is to be told of news.
	 * @param listener rung at once, and then after each on whatever thread brings it
	 */
	void subscribe(Runnable listener) {
		setListener(listener);
		listener.run();
	}

	@Override
	public void onChange(StoredRequest request) {
		if (add(request)) {
			listener().run();
		}
	}

	@Override
	public void onClose() {
		markCompleted();
		listener().run();
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
		return this.completed && this.changes.isEmpty();
	}

	private synchronized boolean add(StoredRequest request) {
		if (request.version() <= this.newestVersion) {
			return false;
		}
		if (this.changes.size() == CAPACITY) {
			this.changes.remove();
		}
		this.newestVersion = request.version();
		return this.changes.add(request);
	}

	private synchronized void markCompleted() {
		this.completed = true;
	}

	private synchronized void setListener(Runnable listener) {
		this.listener = listener;
	}

	private synchronized Runnable listener() {
		return this.listener;
	}

}
