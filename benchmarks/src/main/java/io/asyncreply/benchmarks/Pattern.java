package io.asyncreply.benchmarks;

import java.util.Locale;

/**
 * How a side is asked: by callers each of whom asks again as soon as it is answered
 * (closed loop), or at a rate, whatever has been answered (open loop).
 *
 * @param callers how many may wait at once
 * @param perSecond the rate of an open loop, 0 for a closed one
 */
record Pattern(int callers, double perSecond) {

	/** Beyond so many an open loop falls behind, which its latencies show. */
	private static final int MOST_WAITING = 512;

	static Pattern closed(int callers) {
		return new Pattern(callers, 0);
	}

	static Pattern open(double perSecond) {
		return new Pattern(MOST_WAITING, perSecond);
	}

	boolean isOpen() {
		return this.perSecond > 0;
	}

	/** Brings such callers along a wire. */
	static Load.Source over(Wire.Layer wire, Call call) {
		return (pattern) -> pattern.isOpen() ? new OpenLoop(wire, call, pattern)
				: new ClosedLoop(wire, call, pattern.callers());
	}

	@Override
	public String toString() {
		return isOpen() ? String.format(Locale.ROOT, "%,.0f/s", this.perSecond) : String.valueOf(this.callers);
	}

}
