package io.asyncreply.systema.ledger;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

import io.asyncreply.messages.Json;

/**
 * Bounds what the ledger takes in: requests that are open, and bytes that wait for their
 * commit.
 */
final class Intake {

	/** What a row weighs beside its payload, roughly. */
	private static final int ROW_BYTES = 512;

	private final long backlog;

	private final Semaphore uncommitted;

	private final AtomicLong open = new AtomicLong();

	Intake(long backlog, int uncommittedBytes) {
		this.backlog = backlog;
		this.uncommitted = new Semaphore(uncommittedBytes);
	}

	/** Says how many requests are open by the ledger's own count. */
	void recount(long open) {
		this.open.set(open);
	}

	/**
	 * Lets a payload in until {@link #leave}.
	 * @param payload the payload
	 * @throws BacklogFullException if too many requests are open
	 * @throws LedgerUnavailableException if too much waits for its commit
	 */
	void enter(Json payload) {
		requireRoom();
		if (!this.uncommitted.tryAcquire(payload.length() + ROW_BYTES)) {
			throw new LedgerUnavailableException("Too much waits for its commit already", null);
		}
	}

	/**
	 * Requires that one more request may be open.
	 * @throws BacklogFullException if none may
	 */
	void requireRoom() {
		if (this.open.get() >= this.backlog) {
			throw new BacklogFullException("As many requests are open as may be: " + this.backlog);
		}
	}

	void leave(Json payload) {
		this.uncommitted.release(payload.length() + ROW_BYTES);
	}

	void opened() {
		this.open.incrementAndGet();
	}

	void ended() {
		this.open.decrementAndGet();
	}

	long countOpen() {
		return this.open.get();
	}

}
