package io.asyncreply.systema.web.http;

import io.asyncreply.systema.web.peer.PeerAddress;
import io.asyncreply.systema.web.peer.PeerSemaphore;

/**
 * Limits the bytes of all responses that callers have not read yet, in all and for each
 * peer. If they do not suffice, callers that have read nothing for a few seconds are
 * disconnected.
 */
public final class UnsentByteLimiter {

	private final long maxBytes;

	private final PeerSemaphore bytes;

	private final StalledReaders stalledReaders;

	/**
	 * Creates a limiter.
	 * @param maxBytes most bytes of all peers together
	 * @param bytes the same number of permits
	 * @param stalledReaders disconnects callers that read nothing
	 */
	UnsentByteLimiter(long maxBytes, PeerSemaphore bytes, StalledReaders stalledReaders) {
		this.maxBytes = maxBytes;
		this.bytes = bytes;
		this.stalledReaders = stalledReaders;
	}

	/**
	 * Counts bytes before they are sent.
	 * @param peer the peer of the caller
	 * @param count number of bytes
	 * @return false if the limit is reached; otherwise {@link #release} must follow
	 */
	boolean tryReserve(PeerAddress peer, int count) {
		if (this.bytes.tryAcquire(peer, count)) {
			return true;
		}
		boolean exhausted = this.bytes.held() + count > this.maxBytes;
		this.stalledReaders.disconnect((reader) -> exhausted || reader.equals(peer));
		return false;
	}

	void release(PeerAddress peer, int count) {
		this.bytes.release(peer, count);
	}

	/**
	 * Returns the bytes that callers have not read yet.
	 * @return number of bytes
	 */
	public long unsentBytes() {
		return this.bytes.held();
	}

}
