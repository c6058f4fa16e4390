package io.asyncreply.testsupport.proxy;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How bytes pass in one direction of a {@link FaultProxy}: in portions, each after a
 * pause, or not at all.
 *
 * @param open whether they pass; if not, they are kept and pass once they may
 * @param minChunkSize fewest bytes of a portion
 * @param maxChunkSize most bytes of a portion
 * @param delay the shortest time before each portion
 * @param jitter up to this is added to it by chance
 */
public record TrafficShaping(boolean open, int minChunkSize, int maxChunkSize, Duration delay, Duration jitter) {

	/** As if there were no proxy. */
	public static final TrafficShaping UNRESTRICTED = new TrafficShaping(true, Integer.MAX_VALUE, Integer.MAX_VALUE,
			Duration.ZERO, Duration.ZERO);

	/** The black hole: connections stay open and nothing arrives. */
	public static final TrafficShaping BLACK_HOLE = new TrafficShaping(false, 1, 1, Duration.ZERO, Duration.ZERO);

	private static final int CHUNKS_PER_SECOND = 20;

	/** Late, by a time that varies. */
	public static TrafficShaping delayed(Duration delay, Duration jitter) {
		return new TrafficShaping(true, Integer.MAX_VALUE, Integer.MAX_VALUE, delay, jitter);
	}

	/** In slivers, which cut every frame apart. */
	public static TrafficShaping sliced(int maxChunkSize) {
		return new TrafficShaping(true, 1, maxChunkSize, Duration.ZERO, Duration.ZERO);
	}

	/** Through a thin line. */
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
