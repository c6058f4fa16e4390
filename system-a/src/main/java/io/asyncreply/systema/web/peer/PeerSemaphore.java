package io.asyncreply.systema.web.peer;

import java.util.HashMap;
import java.util.Map;

/**
 * Semaphore that peers cannot exhaust together. With a share of a half, a peer can hold
 * at most as many permits as stay free: one peer a half, two peers a third each. With
 * three quarters, a peer can hold three times as many as stay free. Only the total limits
 * the first acquisition of a peer. Has one entry for each peer that holds a permit.
 */
public final class PeerSemaphore {

	private final long permits;

	private final double maxShare;

	private final Map<PeerAddress, Long> heldByPeer = new HashMap<>();

	private long held;

	/**
	 * Creates a semaphore.
	 * @param permits permits of all peers together
	 * @param maxShare largest share of the permits that a single peer can take; above 0,
	 * and 1 if only the total limits a peer
	 */
	public PeerSemaphore(long permits, double maxShare) {
		this.permits = permits;
		this.maxShare = maxShare;
	}

	/**
	 * Takes permits if the peer may have them. Never waits.
	 * @param peer the peer
	 * @param count number of permits
	 * @return whether the peer has them now and must release them
	 */
	public synchronized boolean tryAcquire(PeerAddress peer, long count) {
		long heldByPeer = this.heldByPeer.getOrDefault(peer, 0L);
		long free = this.permits - this.held - count;
		if (free < 0 || (heldByPeer > 0 && (heldByPeer + count) * (1 - this.maxShare) > free * this.maxShare)) {
			return false;
		}
		this.held += count;
		this.heldByPeer.put(peer, heldByPeer + count);
		return true;
	}

	/**
	 * Returns permits.
	 * @param peer the peer that has acquired them
	 * @param count number of permits
	 */
	public synchronized void release(PeerAddress peer, long count) {
		this.held -= count;
		this.heldByPeer.computeIfPresent(peer, (key, before) -> (before > count) ? before - count : null);
	}

	/**
	 * Counts the permits that peers hold.
	 * @return their number
	 */
	public synchronized long held() {
		return this.held;
	}

	synchronized int peerCount() {
		return this.heldByPeer.size();
	}

}
