package io.asyncreply.systema.ledger;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.asyncreply.systema.ledger.model.NewRequest;
import io.asyncreply.systema.ledger.model.OutboxEntry;
import io.asyncreply.systema.ledger.spi.DispatchQueue;

/**
 * A dispatch queue that records its requests. The test decides whether it has room.
 */
public final class RecordingDispatchQueue implements DispatchQueue {

	private final List<OutboxEntry> received = new CopyOnWriteArrayList<>();

	private final List<NewRequest> released = new CopyOnWriteArrayList<>();

	private volatile boolean hasCapacity = true;

	public void setHasCapacity(boolean hasCapacity) {
		this.hasCapacity = hasCapacity;
	}

	public List<OutboxEntry> received() {
		return this.received;
	}

	List<NewRequest> released() {
		return this.released;
	}

	@Override
	public boolean reserve(NewRequest request) {
		return this.hasCapacity;
	}

	@Override
	public void enqueue(List<OutboxEntry> requests) {
		this.received.addAll(requests);
	}

	@Override
	public void release(NewRequest request) {
		this.released.add(request);
	}

}
