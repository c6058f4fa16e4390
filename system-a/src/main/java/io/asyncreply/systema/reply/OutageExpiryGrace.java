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

	private final BooleanSupplier replyQueueDrained;

	private final LongSupplier nanoTime;

	private boolean outageOver;

	private long consumingSince;

	private boolean consumingAgain;

	/**
	 * Makes the judge of outages; an outage is assumed until the contrary is seen.
	 * @param properties how long to spare requests
	 * @param consuming whether replies are consumed
	 * @param replyQueueDrained whether the queue of replies was empty when it was last
	 * looked at
	 * @param nanoTime a clock that nobody sets, in nanoseconds
	 */
	OutageExpiryGrace(ReplyProperties properties, BooleanSupplier consuming, BooleanSupplier replyQueueDrained,
			LongSupplier nanoTime) {
		this.properties = properties;
		this.consuming = consuming;
		this.replyQueueDrained = replyQueueDrained;
		this.nanoTime = nanoTime;
	}

	/** Is asked about once a second, which is as often as the queue is looked at. */
	@Override
	public synchronized Duration current() {
		if (!this.consuming.getAsBoolean()) {
			this.consumingAgain = false;
			this.outageOver = false;
		}
		else if (!this.consumingAgain) {
			this.consumingAgain = true;
			this.consumingSince = this.nanoTime.getAsLong();
		}
		else if (!this.outageOver) {
			long nanosConsuming = this.nanoTime.getAsLong() - this.consumingSince;
			this.outageOver = this.replyQueueDrained.getAsBoolean()
					|| nanosConsuming >= this.properties.drainTimeout().toNanos();
		}
		return this.outageOver ? Duration.ZERO : this.properties.expiryGrace();
	}

}
