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
	private static final int REST = 3;

	private static final int LINES_ALONE = 256;

	private static final int LINES_AMONG_OTHERS = 64;

	private static final long RECENT_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final LongSupplier nanoTime;

	private volatile long lastSingle;

	BulkThrottle(LongSupplier nanoTime) {
		this.nanoTime = nanoTime;
		this.lastSingle = nanoTime.getAsLong() - RECENT_NANOS;
	}

	/** Notes that a request came alone. */
	void meet() {
		this.lastSingle = this.nanoTime.getAsLong();
	}

	/**
	 * Tells how long to rest after a chunk.
	 * @param took how long the chunk took, in nanoseconds
	 * @return in nanoseconds, at most a second, 0 while no single requests come in
	 */
	public long restAfter(long took) {
		return isAlone() ? 0 : Math.min(REST * took, RECENT_NANOS);
	}

	/** Tells how many lines fill a chunk. */
	public int chunkLines() {
		return isAlone() ? LINES_ALONE : LINES_AMONG_OTHERS;
	}

	private boolean isAlone() {
		return this.nanoTime.getAsLong() - this.lastSingle >= RECENT_NANOS;
	}

}
