package io.asyncreply.messaging;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.function.LongSupplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Clock that does not jump when the clock of the machine does, so that a step of the
 * clock expires no request early. It follows small corrections of the machine clock. When
 * the machine clock jumps by more than {@link #STEP_THRESHOLD}, this clock continues by
 * elapsed time and approaches the machine clock by 5 % of it.
 */
public final class SlewingClock extends Clock {

	/** Largest offset that counts as a correction. */
	public static final Duration STEP_THRESHOLD = Duration.ofSeconds(5);

	private static final Logger logger = LoggerFactory.getLogger(SlewingClock.class);

	private static final long SLEW_DIVISOR = 20;

	private static final Duration ANCHOR_INTERVAL = Duration.ofSeconds(1);

	private final Clock machineClock;

	private final LongSupplier nanoTime;

	private volatile TimeAnchor timeAnchor;

	/** Creates a clock that starts with the time of the machine. */
	public SlewingClock() {
		this(Clock.systemUTC(), System::nanoTime);
	}

	/**
	 * Creates a clock that starts with the time of another clock.
	 * @param machineClock clock that may jump
	 * @param nanoTime source of elapsed time in nanoseconds, such as
	 * {@link System#nanoTime()}
	 */
	public SlewingClock(Clock machineClock, LongSupplier nanoTime) {
		this.machineClock = machineClock;
		this.nanoTime = nanoTime;
		this.timeAnchor = new TimeAnchor(nanoTime.getAsLong(), machineClock.instant(), false);
	}

	@Override
	public Instant instant() {
		TimeAnchor lastAnchor = this.timeAnchor;
		long nanos = this.nanoTime.getAsLong();
		Duration elapsed = Duration.ofNanos(nanos - lastAnchor.nanos());
		Instant machineTime = this.machineClock.instant();
		Instant projected = lastAnchor.instant().plus(elapsed);
		Duration offset = Duration.between(projected, machineTime);
		boolean jumped = offset.abs().compareTo(STEP_THRESHOLD) > 0;
		Instant now = jumped ? projected.plus(clamp(offset, elapsed.dividedBy(SLEW_DIVISOR))) : machineTime;
		if (elapsed.compareTo(ANCHOR_INTERVAL) >= 0) {
			moveAnchor(lastAnchor, new TimeAnchor(nanos, now, jumped), offset);
		}
		return now;
	}

	@Override
	public ZoneId getZone() {
		return this.machineClock.getZone();
	}

	@Override
	public Clock withZone(ZoneId zone) {
		return new SlewingClock(this.machineClock.withZone(zone), this.nanoTime);
	}

	private synchronized void moveAnchor(TimeAnchor from, TimeAnchor to, Duration offset) {
		if (this.timeAnchor.equals(from)) {
			this.timeAnchor = to;
			if (to.jumped() != from.jumped()) {
				logTransition(to.jumped(), offset);
			}
		}
	}

	private static Duration clamp(Duration offset, Duration limit) {
		return (offset.abs().compareTo(limit) <= 0) ? offset : offset.isNegative() ? limit.negated() : limit;
	}

	private static void logTransition(boolean jumped, Duration offset) {
		if (jumped) {
			logger.warn("The clock of this machine has jumped by {}: deadlines use elapsed time until the clocks agree",
					offset);
		}
		else {
			logger.info("The clock of this machine is used again");
		}
	}

	/**
	 * Time at a measured moment.
	 *
	 * @param nanos elapsed time in nanoseconds
	 * @param instant time of this clock
	 * @param jumped whether the machine clock was off by more than the threshold
	 */
	private record TimeAnchor(long nanos, Instant instant, boolean jumped) {

	}

}
