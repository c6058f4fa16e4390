package io.asyncreply.systema.web.body;

import java.time.Duration;

import org.springframework.util.unit.DataSize;

/**
 * Limits of one body.
 *
 * @param maxBytes most bytes
 * @param timeout longest time from the head of the call to the end of the body
 * @param minRate bytes per second that must arrive on average after the first 5 s
 */
public record BodyLimits(int maxBytes, Duration timeout, DataSize minRate) {

	/** Time in which a caller need not send anything. */
	static final Duration GRACE = Duration.ofSeconds(5);

	/**
	 * Whether a body is too slow.
	 * @param bytes received bytes
	 * @param elapsed time since the head of the call
	 * @return whether the time is over, or fewer bytes have arrived than required
	 */
	boolean isTooSlow(long bytes, Duration elapsed) {
		long required = this.minRate.toBytes() * elapsed.minus(GRACE).toMillis() / 1_000;
		return elapsed.compareTo(this.timeout) > 0 || bytes < required;
	}

}
