package io.asyncreply.testsupport.proxy;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The shaping of the traffic in one direction of a {@link FaultProxy}: chunks with a
 * delay before each, or no traffic at all.
 *
 * @param open whether bytes pass; otherwise they are held until the shaping changes
 * @param minChunkSize fewest bytes of a chunk
 * @param maxChunkSize most bytes of a chunk
 * @param delay shortest time before each chunk
 * @param jitter longest random time in addition to the delay
 */
public record TrafficShaping(boolean open, int minChunkSize, int maxChunkSize, Duration delay, Duration jitter) {

	/** No shaping. */
	public static final TrafficShaping UNRESTRICTED = new TrafficShaping(true, Integer.MAX_VALUE, Integer.MAX_VALUE,
			Duration.ZERO, Duration.ZERO);

	/** Connections stay open, but no bytes pass. */
	public static final TrafficShaping BLACK_HOLE = new TrafficShaping(false, 1, 1, Duration.ZERO, Duration.ZERO);

	private static final int CHUNKS_PER_SECOND = 20;

	/** Delays each chunk by a random time. */
	public static TrafficShaping delayed(Duration delay, Duration jitter) {
		return new TrafficShaping(true, Integer.MAX_VALUE, Integer.MAX_VALUE, delay, jitter);
	}

	/** Splits the bytes into small chunks, and so each frame into pieces. */
	public static TrafficShaping sliced(int maxChunkSize) {
		return new TrafficShaping(true, 1, maxChunkSize, Duration.ZERO, Duration.ZERO);
	}

	/** Limits the rate. */
	public static TrafficShaping rateLimited(int bytesPerSecond) {
		int chunkSize = Math.max(1, bytesPerSecond / CHUNKS_PER_SECOND);
		return new TrafficShaping(true, chunkSize, chunkSize, Duration.ofSeconds(1).dividedBy(CHUNKS_PER_SECOND),
				Duration.ZERO);
	}

	int nextChunkSize(int available) {
		return Math.min(available, (int) random(this.minChunkSize, this.maxChunkSize));
	}

	Duration nextDelay() {
		return this.delay.plusNanos(random(0, this.jitter.toNanos()));
	}

	private static long random(long min, long max) {
		return ThreadLocalRandom.current().nextLong(min, max + 1);
	}

}
