package io.asyncreply.benchmarks.load;

import java.util.Locale;

/**
 * A closed loop, in which each caller submits again when it is answered, or an open loop,
 * in which callers arrive at a rate.
 *
 * @param callers most callers that wait at once
 * @param perSecond arrivals per second of an open loop, 0 for a closed loop
 */
public record LoadPattern(int callers, double perSecond) {

	/** With more waiting callers an open loop falls behind, which its latencies show. */
	private static final int MAX_WAITING = 512;

	public static LoadPattern closed(int callers) {
		return new LoadPattern(callers, 0);
	}

	public static LoadPattern open(double perSecond) {
		return new LoadPattern(MAX_WAITING, perSecond);
	}

	boolean isOpen() {
		return this.perSecond > 0;
	}

	@Override
	public String toString() {
		return isOpen() ? String.format(Locale.ROOT, "%,.0f/s", this.perSecond) : String.valueOf(this.callers);
	}

}
