package io.asyncreply.systema.reply;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

import io.asyncreply.systema.ledger.spi.ExpiryGrace;

/**
 * Grants sent requests extra time after the start and after each loss of the connection,
 * until the reply queue has been empty once or the drain timeout has passed.
 */
final class OutageExpiryGrace implements ExpiryGrace {

	private final ReplyConfiguration.ReplyProperties properties;

	private final BooleanSupplier consuming;

	private final BooleanSupplier replyQueueDrained;

	private final LongSupplier nanoTime;

	private boolean outageOver;

	private long consumingSince;

	private boolean consumingAgain;

	/**
	 * Creates the grace, which assumes an outage at first.
	 * @param properties the times
	 * @param consuming whether replies are consumed
	 * @param replyQueueDrained whether the reply queue was empty at the last check
	 * @param nanoTime a monotonic clock in nanoseconds
	 */
	OutageExpiryGrace(ReplyConfiguration.ReplyProperties properties, BooleanSupplier consuming,
			BooleanSupplier replyQueueDrained, LongSupplier nanoTime) {
		this.properties = properties;
		this.consuming = consuming;
		this.replyQueueDrained = replyQueueDrained;
		this.nanoTime = nanoTime;
	}

	/** Called about once a second, which is the interval of the queue checks. */
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
