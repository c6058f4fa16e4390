package io.asyncreply.systema.ledger;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.asyncreply.systema.ledger.model.NewRequest;
import io.asyncreply.systema.ledger.model.OutboxEntry;
import io.asyncreply.systema.ledger.spi.DispatchQueue;

/**
 * An outlet that remembers what it took, with as much room as the test says.
 */
public final class RecordingDispatchQueue implements DispatchQueue {

	private final List<OutboxEntry> taken = new CopyOnWriteArrayList<>();

	private final List<NewRequest> released = new CopyOnWriteArrayList<>();

	private volatile boolean room = true;

	public void setRoom(boolean room) {
		this.room = room;
	}

	public List<OutboxEntry> taken() {
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
	public void take(List<OutboxEntry> requests) {
		this.taken.addAll(requests);
	}

	@Override
	public void release(NewRequest request) {
		this.released.add(request);
	}

}
