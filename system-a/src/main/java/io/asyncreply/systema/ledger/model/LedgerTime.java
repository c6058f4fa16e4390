package io.asyncreply.systema.ledger.model;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;

/**
 * Converts times to and from the microseconds that the ledger stores.
 */
public final class LedgerTime {

	private LedgerTime() {
	}

	public static long toMicros(Duration duration) {
		return TimeUnit.SECONDS.toMicros(duration.toSeconds()) + TimeUnit.NANOSECONDS.toMicros(duration.toNanosPart());
	}

	/**
	 * Converts a time to microseconds since the epoch.
	 * @param instant the time
	 * @return the microseconds, rounded down
	 */
	public static long toMicros(Instant instant) {
		return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
	}

	/**
	 * Converts microseconds since the epoch to a time.
	 * @param micros the microseconds
	 * @return the time
	 */
	public static Instant fromMicros(long micros) {
		return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
	}

	/** Truncates a duration to whole microseconds. */
	public static Duration truncateToMicros(Duration duration) {
		return Duration.ofNanos(TimeUnit.MICROSECONDS.toNanos(toMicros(duration)));
	}

	/** Truncates a time to whole microseconds. */
	public static Instant truncateToMicros(Instant instant) {
		return fromMicros(toMicros(instant));
	}

}
