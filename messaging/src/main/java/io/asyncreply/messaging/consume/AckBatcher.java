package io.asyncreply.messaging.consume;

import java.io.IOException;
import java.util.NavigableSet;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the broker what is finished on one channel, in as few words as possible, because
 * each costs it a write to disk: what has got finished by the time it is told is told
 * together, as far as nothing unfinished was delivered before it. While there is room for
 * as many deliveries again as are in hand, what is finished waits a little for more;
 * nothing that is finished waits for what is not.
 */
public final class AckBatcher {

	private static final Logger logger = LoggerFactory.getLogger(AckBatcher.class);

	private final Channel channel;

	private final int prefetch;

	private final Executor immediateExecutor;

	private final Executor delayedExecutor;

	/** No more than are prefetched, and those that are finished and not told yet. */
	private final NavigableSet<Long> unacked = new ConcurrentSkipListSet<>();

	/** The size of the former, which it would have to count. */
	private final AtomicInteger unackedCount = new AtomicInteger();

	private final Queue<Long> readyToAck = new ConcurrentLinkedQueue<>();

	private final AtomicBoolean flushScheduled = new AtomicBoolean();

	private final AtomicBoolean delayedFlushScheduled = new AtomicBoolean();

	/**
	 * Makes the acknowledgements of a channel.
	 * @param channel the channel
	 * @param prefetch most deliveries that may be unacknowledged on it
	 * @param immediateExecutor tells the broker on another thread
	 * @param delayedExecutor does so a few milliseconds later
	 */
	public AckBatcher(Channel channel, int prefetch, Executor immediateExecutor, Executor delayedExecutor) {
		this.channel = channel;
		this.prefetch = prefetch;
		this.immediateExecutor = immediateExecutor;
		this.delayedExecutor = delayedExecutor;
	}

	boolean isOpen() {
		return this.channel.isOpen();
	}

	/** Knows of a delivery from here on, before anybody finishes it. */
	void onDelivery(long deliveryTag) {
		this.unacked.add(deliveryTag);
		this.unackedCount.incrementAndGet();
	}

	/** Acknowledges a delivery soon. */
	void ack(long deliveryTag) {
		this.readyToAck.add(deliveryTag);
		boolean belowHalf = 2 * this.unackedCount.get() <= this.prefetch;
		scheduleFlush(belowHalf ? this.delayedExecutor : this.immediateExecutor,
				belowHalf ? this.delayedFlushScheduled : this.flushScheduled);
	}

	/** Gives a delivery up at once. */
	synchronized void reject(long deliveryTag) {
		send(() -> this.channel.basicReject(deliveryTag, false));
		removeUnacked(Set.of(deliveryTag));
	}

	/** Tells what is finished and not told yet. */
	synchronized void flush() {
		NavigableSet<Long> readyTags = new TreeSet<>();
		Long deliveryTag;
		while ((deliveryTag = this.readyToAck.poll()) != null) {
			readyTags.add(deliveryTag);
		}
		removeUnacked(readyTags);
		Long highestContiguous = this.unacked.isEmpty() ? readyTags.pollLast() : readyTags.lower(this.unacked.first());
		if (highestContiguous != null) {
			send(() -> this.channel.basicAck(highestContiguous, true));
			readyTags.headSet(highestContiguous, true).clear();
		}
		for (long singleTag : readyTags) {
			send(() -> this.channel.basicAck(singleTag, false));
		}
	}

	private void scheduleFlush(Executor executor, AtomicBoolean scheduled) {
		if (scheduled.compareAndSet(false, true)) {
			try {
				executor.execute(() -> {
					scheduled.set(false);
					flush();
				});
			}
			catch (RejectedExecutionException ex) {
				flush(); // shutting down
			}
		}
	}

	private void removeUnacked(Set<Long> tags) {
		this.unacked.removeAll(tags);
		this.unackedCount.addAndGet(-tags.size());
	}

	private static void send(AckCommand command) {
		try {
			command.execute();
		}
		catch (IOException | AlreadyClosedException ex) {
			logger.debug("The broker is not told, and will deliver again: {}", ex.getMessage());
		}
	}

	/**
	 * What the broker is told.
	 */
	private interface AckCommand {

		void execute() throws IOException;

	}

}
