package io.asyncreply.systema.web.event;

import java.util.ArrayDeque;
import java.util.Deque;

import io.asyncreply.systema.ledger.model.StoredRequest;
import io.asyncreply.systema.waiting.ChangeSubscriber;
import org.jspecify.annotations.Nullable;

/**
 * Bounded buffer of the 16 newest changes of a request that have not been sent to an
 * event stream, in order of their versions. When the buffer is full, the oldest change is
 * dropped. Adding a change never blocks.
 */
final class ChangeBuffer implements ChangeSubscriber {

	/** A slow caller can miss older changes, because each change has the whole status. */
	static final int CAPACITY = 16;

	private final Deque<StoredRequest> changes = new ArrayDeque<>();

	private int newestVersion;

	private boolean closed;

	private Runnable listener = () -> {
	};

	/**
	 * Sets the listener and runs it once.
	 * @param listener runs after each change on the thread that adds the change; must not
	 * block
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
		markClosed();
		listener().run();
	}

	/**
	 * Removes and returns the oldest change.
	 * @return null if the buffer is empty
	 */
	synchronized @Nullable StoredRequest poll() {
		return this.changes.poll();
	}

	/** Returns whether the buffer is empty and closed. */
	synchronized boolean isComplete() {
		return this.closed && this.changes.isEmpty();
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

	private synchronized void markClosed() {
		this.closed = true;
	}

	private synchronized void setListener(Runnable listener) {
		this.listener = listener;
	}

	private synchronized Runnable listener() {
		return this.listener;
	}

}
