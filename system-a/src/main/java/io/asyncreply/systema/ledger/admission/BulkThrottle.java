package io.asyncreply.systema.ledger.admission;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Throttles uploads while interactive requests arrive. A throttled chunk has 64 lines
 * instead of 256, and a pause of three times its duration follows, at most 1 s. The pause
 * leaves the ledger writer and the processors to interactive requests. Throttling ends 1
 * s after the last interactive request.
 */
public final class BulkThrottle {

	/** Two concurrent chunks then use at most half of the time of the writer. */
	private static final int PAUSE_FACTOR = 3;

	private static final int CHUNK_LINES = 256;

	private static final int THROTTLED_CHUNK_LINES = 64;

	private static final long INTERACTIVE_WINDOW_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final LongSupplier nanoTime;

	private volatile long lastInteractiveAt;

	BulkThrottle(LongSupplier nanoTime) {
		this.nanoTime = nanoTime;
		this.lastInteractiveAt = nanoTime.getAsLong() - INTERACTIVE_WINDOW_NANOS;
	}

	/** Starts or prolongs throttling, because a single request was submitted. */
	void onInteractiveRequest() {
		this.lastInteractiveAt = this.nanoTime.getAsLong();
	}

	/**
	 * Returns the pause after a chunk.
	 * @param durationNanos duration of the chunk in nanoseconds
	 * @return the pause in nanoseconds, at most 1 s; 0 unless throttled
	 */
	public long pauseAfter(long durationNanos) {
		return isUnthrottled() ? 0 : Math.min(PAUSE_FACTOR * durationNanos, INTERACTIVE_WINDOW_NANOS);
	}

	/** Returns the most lines of the next chunk. */
	public int chunkLines() {
		return isUnthrottled() ? CHUNK_LINES : THROTTLED_CHUNK_LINES;
	}

	private boolean isUnthrottled() {
		return this.nanoTime.getAsLong() - this.lastInteractiveAt >= INTERACTIVE_WINDOW_NANOS;
	}

}
