package io.asyncreply.systema.dispatch;

import java.util.concurrent.Semaphore;

import io.asyncreply.messages.Lane;

/**
 * The room of the dispatch buffer, limited in requests and in bytes of payload. The bulk
 * lane never uses the last quarter of either.
 */
final class BufferCapacity {

	private final Semaphore requests;

	private final Semaphore bytes;

	private final int requestsNotForBulk;

	private final int bytesNotForBulk;

	BufferCapacity(int maxRequests, int maxBytes) {
		this.requests = new Semaphore(maxRequests);
		this.bytes = new Semaphore(maxBytes);
		this.requestsNotForBulk = maxRequests / 4;
		this.bytesNotForBulk = maxBytes / 4;
	}

	/**
	 * Reserves room for one request, without waiting.
	 * @param lane lane of the request
	 * @param length length of its payload in bytes
	 * @return false if there is no room
	 */
	boolean tryReserve(Lane lane, int length) {
		if (!isAvailable(lane) || !this.requests.tryAcquire()) {
			return false;
		}
		if (!this.bytes.tryAcquire(length)) {
			this.requests.release();
			return false;
		}
		return true;
	}

	/**
	 * Releases the room of one request.
	 * @param length length of its payload in bytes
	 */
	void release(int length) {
		this.bytes.release(length);
		this.requests.release();
	}

	private boolean isAvailable(Lane lane) {
		return lane != Lane.BULK || (this.requests.availablePermits() > this.requestsNotForBulk
				&& this.bytes.availablePermits() > this.bytesNotForBulk);
	}

}
