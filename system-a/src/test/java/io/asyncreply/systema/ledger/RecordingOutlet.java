package io.asyncreply.systema.ledger;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An outlet that remembers what it took, with as much room as the test says.
 */
final class RecordingOutlet implements Outlet {

	private final List<Unsent> taken = new CopyOnWriteArrayList<>();

	private final List<NewRequest> released = new CopyOnWriteArrayList<>();

	private volatile boolean room = true;

	void setRoom(boolean room) {
		this.room = room;
	}

	List<Unsent> taken() {
		return this.taken;
	}

	List<NewRequest> released() {
		return this.released;
	}

	@Override
	public boolean reserve(NewRequest request) {
		return this.room;
	}

	@Override
	public void take(List<Unsent> requests) {
		this.taken.addAll(requests);
	}

	@Override
	public void release(NewRequest request) {
		this.released.add(request);
	}

}
