package io.asyncreply.systema.web.body;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.asyncreply.systema.web.peer.PeerAddress;
import io.asyncreply.systema.web.peer.PeerSemaphore;
import org.jspecify.annotations.Nullable;

/**
 * Bounded registry of the bodies that have not arrived completely. Limits their number
 * and their received bytes, for each peer and in all. At the limit, a new body displaces
 * the oldest one of its peer, because a body that arrives quickly is never the oldest.
 */
public final class UnfinishedBodies {

	private final PeerSemaphore slots;

	private final PeerSemaphore bytes;

	/** Oldest first. */
	private final Map<IncomingBody, PeerAddress> bodies = new LinkedHashMap<>();

	/**
	 * Creates a registry.
	 * @param slots one permit for each body
	 * @param bytes one permit for each received byte
	 */
	public UnfinishedBodies(PeerSemaphore slots, PeerSemaphore bytes) {
		this.slots = slots;
		this.bytes = bytes;
	}

	/**
	 * Adds a body.
	 * @return false if there is no room, not even in place of another body
	 */
	boolean add(PeerAddress peer, IncomingBody body) {
		if (tryAdd(peer, body)) {
			return true;
		}
		IncomingBody displaced = oldest(peer);
		if (displaced != null) {
			displaced.displace();
		}
		return tryAdd(peer, body);
	}

	/** Removes a body that was added, and releases its bytes. */
	synchronized void remove(IncomingBody body, long reservedBytes) {
		PeerAddress peer = this.bodies.remove(body);
		if (peer != null) {
			this.slots.release(peer, 1);
			this.bytes.release(peer, reservedBytes);
		}
	}

	/**
	 * Counts received bytes of a body.
	 * @return false if its peer or all peers have too many, or if the body was removed
	 */
	synchronized boolean reserve(IncomingBody body, long count) {
		PeerAddress peer = this.bodies.get(body);
		return peer != null && this.bytes.tryAcquire(peer, count);
	}

	/** Ends the bodies that are too slow. */
	public void endSlowBodies() {
		snapshot().forEach(IncomingBody::endIfTooSlow);
	}

	/**
	 * Counts the bodies.
	 * @return their number
	 */
	public synchronized int count() {
		return this.bodies.size();
	}

	private synchronized boolean tryAdd(PeerAddress peer, IncomingBody body) {
		boolean acquired = this.slots.tryAcquire(peer, 1);
		if (acquired) {
			this.bodies.put(body, peer);
		}
		return acquired;
	}

	/** Returns the oldest body of a peer, or of all peers if this one has none. */
	private synchronized @Nullable IncomingBody oldest(PeerAddress peer) {
		return this.bodies.entrySet()
			.stream()
			.filter((body) -> body.getValue().equals(peer))
			.map(Map.Entry::getKey)
			.findFirst()
			.or(() -> this.bodies.keySet().stream().findFirst())
			.orElse(null);
	}

	private synchronized List<IncomingBody> snapshot() {
		return List.copyOf(this.bodies.keySet());
	}

}
