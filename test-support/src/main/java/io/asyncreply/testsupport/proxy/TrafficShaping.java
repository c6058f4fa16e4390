package io.asyncreply.testsupport.proxy;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How bytes pass in one direction of a {@link FaultProxy}: in portions, each after a
 * pause, or not at all.
 *
 * @param open whether they pass; if not, they are kept and pass once they may
 * @param shortest fewest bytes of a portion
 * @param longest most bytes of a portion
 * @param pause the shortest time before each portion
 * @param jitter up to this is added to it by chance
 */
public record TrafficShaping(boolean open, int shortest, int longest, Duration pause, Duration jitter) {

	/** As if there were no proxy. */
	public static final TrafficShaping CLEAR = new TrafficShaping(true, Integer.MAX_VALUE, Integer.MAX_VALUE,
			Duration.ZERO, Duration.ZERO);

	/** The black hole: connections stay open and nothing arrives. */
	public static final TrafficShaping STOPPED = new TrafficShaping(false, 1, 1, Duration.ZERO, Duration.ZERO);

	private static final int PORTIONS_A_SECOND = 20;

	/** Late, by a time that varies. */
	public static TrafficShaping delayed(Duration pause, Duration jitter) {
		return new TrafficShaping(true, Integer.MAX_VALUE, Integer.MAX_VALUE, pause, jitter);
	}

	/** In slivers, which cut every frame apart. */
	public static TrafficShaping sliced(int longest) {
		return new TrafficShaping(true, 1, longest, Duration.ZERO, Duration.ZERO);
	}

	/** Through a thin line. */
	public static TrafficShaping limited(int bytesPerSecond) {
		int portion = Math.max(1, bytesPerSecond / PORTIONS_A_SECOND);
		return new TrafficShaping(true, portion, portion, Duration.ofSeconds(1).dividedBy(PORTIONS_A_SECOND),
				Duration.ZERO);
	}

	int portion(int available) {
		return Math.min(available, (int) random(this.shortest, this.longest));
	}

	Duration nextPause() {
		return this.pause.plusNanos(random(0, this.jitter.toNanos()));
	}

	private static long random(long least, long most) {
		return ThreadLocalRandom.current().nextLong(least, most + 1);
	}

}
