package io.asyncreply.systema.ledger.admission;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How uploads give way: while single requests come in, a chunk is small, and followed by
 * a rest of a few times as long as it took, so that those who wait find the writer and
 * the processors free, but never of more than a second: a chunk that stood still keeps
 * nobody out. Alone, an upload takes chunks that share their commit's cost among many.
 */
public final class BulkThrottle {

	/** Two chunks at once then take half of what they could. */
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

	/** Notes that a request came alone. */
	void onInteractiveRequest() {
		this.lastInteractiveAt = this.nanoTime.getAsLong();
	}

	/**
	 * Tells how long to rest after a chunk.
	 * @param durationNanos how long the chunk took, in nanoseconds
	 * @return in nanoseconds, at most a second, 0 while no single requests come in
	 */
	public long pauseAfter(long durationNanos) {
		return isUnthrottled() ? 0 : Math.min(PAUSE_FACTOR * durationNanos, INTERACTIVE_WINDOW_NANOS);
	}

	/** Tells how many lines fill a chunk. */
	public int chunkLines() {
		return isUnthrottled() ? CHUNK_LINES : THROTTLED_CHUNK_LINES;
	}

	private boolean isUnthrottled() {
		return this.nanoTime.getAsLong() - this.lastInteractiveAt >= INTERACTIVE_WINDOW_NANOS;
	}

}
