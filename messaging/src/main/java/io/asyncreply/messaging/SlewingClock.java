package io.asyncreply.messaging;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.function.LongSupplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A clock that does not jump when the machine's does, so that a step of an hour ends no
 * request before its time. It follows the machine's clock through small corrections; when
 * that jumps by more than {@link #TOLERANCE}, this one goes on by elapsed time and
 * approaches it by a twentieth of that time.
 */
public final class SlewingClock extends Clock {

	/** What still counts as a correction. */
	public static final Duration TOLERANCE = Duration.ofSeconds(5);

	private static final Logger logger = LoggerFactory.getLogger(SlewingClock.class);

	private static final long APPROACH = 20;

	private static final Duration STEP = Duration.ofSeconds(1);

	private final Clock wall;

	private final LongSupplier nanoTime;

	private volatile TimeAnchor anchor;

	/**
	 * Makes a clock that begins with the machine's time.
	 */
	public SlewingClock() {
		this(Clock.systemUTC(), System::nanoTime);
	}

	/**
	 * Makes a clock that begins with another's time.
	 * @param wall the clock that may jump
	 * @param nanoTime elapsed time in nanoseconds, as {@link System#nanoTime()} tells it
	 */
	public SlewingClock(Clock wall, LongSupplier nanoTime) {
		this.wall = wall;
		this.nanoTime = nanoTime;
		this.anchor = new TimeAnchor(nanoTime.getAsLong(), wall.instant(), false);
	}

	@Override
	public Instant instant() {
		TimeAnchor last = this.anchor;
		long nanos = this.nanoTime.getAsLong();
		Duration elapsed = Duration.ofNanos(nanos - last.nanos());
		Instant told = this.wall.instant();
		Instant steady = last.instant().plus(elapsed);
		Duration off = Duration.between(steady, told);
		boolean jumped = off.abs().compareTo(TOLERANCE) > 0;
		Instant now = jumped ? steady.plus(clamp(off, elapsed.dividedBy(APPROACH))) : told;
		if (elapsed.compareTo(STEP) >= 0) {
			move(last, new TimeAnchor(nanos, now, jumped), off);
		}
		return now;
	}

	@Override
	public ZoneId getZone() {
		return this.wall.getZone();
	}

	@Override
	public Clock withZone(ZoneId zone) {
		return new SlewingClock(this.wall.withZone(zone), this.nanoTime);
	}

	private synchronized void move(TimeAnchor from, TimeAnchor to, Duration off) {
		if (this.anchor.equals(from)) {
			this.anchor = to;
			if (to.jumped() != from.jumped()) {
				report(to.jumped(), off);
			}
		}
	}

	private static Duration clamp(Duration off, Duration most) {
		return (off.abs().compareTo(most) <= 0) ? off : off.isNegative() ? most.negated() : most;
	}

	private static void report(boolean jumped, Duration off) {
		if (jumped) {
			logger.warn("The clock of this machine has jumped by {}: deadlines go by elapsed time meanwhile", off);
		}
		else {
			logger.info("The clock of this machine is followed again");
		}
	}

	/**
	 * What the time was at a moment that was measured.
	 */
	private record TimeAnchor(long nanos, Instant instant, boolean jumped) {

	}

}
