package io.asyncreply.systema.reply;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

import io.asyncreply.systema.ledger.spi.ExpiryGrace;

/**
 * Spares requests whose replies may lie in a queue that cannot be read, or has not been
 * read to its end since it can be again: at the start, and after each loss of the broker.
 */
final class OutageExpiryGrace implements ExpiryGrace {

	private final ReplyProperties properties;

	private final BooleanSupplier consuming;

	private final BooleanSupplier drained;

	private final LongSupplier nanoTime;

	private boolean over;

	private long backSince;

	private boolean back;

	/**
	 * Makes the judge of outages; an outage is assumed until the contrary is seen.
	 * @param properties how long to spare requests
	 * @param consuming whether replies are consumed
	 * @param drained whether the queue of replies was empty when it was last looked at
	 * @param nanoTime a clock that nobody sets, in nanoseconds
	 */
	OutageExpiryGrace(ReplyProperties properties, BooleanSupplier consuming, BooleanSupplier drained,
			LongSupplier nanoTime) {
		this.properties = properties;
		this.consuming = consuming;
		this.drained = drained;
		this.nanoTime = nanoTime;
	}

	/** Is asked about once a second, which is as often as the queue is looked at. */
	@Override
	public synchronized Duration now() {
		if (!this.consuming.getAsBoolean()) {
			this.back = false;
			this.over = false;
		}
		else if (!this.back) {
			this.back = true;
			this.backSince = this.nanoTime.getAsLong();
		}
		else if (!this.over) {
			long nanosBack = this.nanoTime.getAsLong() - this.backSince;
			this.over = this.drained.getAsBoolean() || nanosBack >= this.properties.drain().toNanos();
		}
		return this.over ? Duration.ZERO : this.properties.grace();
	}

}
