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
import io.asyncreply.messaging.connection.BrokerConnections;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Batches the acks of one channel, because each ack costs the broker a disk write. One
 * ack with {@code multiple=true} covers all deliveries before the first unfinished one;
 * the others are acked singly. Acks are sent after 5 ms, or at once if more than half of
 * the prefetch is unacked.
 */
public final class AckBatcher {

	private static final Logger logger = LoggerFactory.getLogger(AckBatcher.class);

	private final Channel channel;

	private final int prefetch;

	private final Executor immediateExecutor;

	private final Executor delayedExecutor;

	/** At most the prefetch, plus deliveries that are ready to be acked. */
	private final NavigableSet<Long> unacked = new ConcurrentSkipListSet<>();

	/** Size of the set above, which has no constant-time size. */
	private final AtomicInteger unackedCount = new AtomicInteger();

	private final Queue<Long> readyToAck = new ConcurrentLinkedQueue<>();

	private final AtomicBoolean flushScheduled = new AtomicBoolean();

	private final AtomicBoolean delayedFlushScheduled = new AtomicBoolean();

	/**
	 * Creates a batcher.
	 * @param channel channel of the deliveries
	 * @param prefetch prefetch of the channel
	 * @param immediateExecutor sends acks on another thread at once
	 * @param delayedExecutor sends acks on another thread after 5 ms
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

	/** Registers a delivery before it is handed to the listener. */
	void onDelivery(long deliveryTag) {
		this.unacked.add(deliveryTag);
		this.unackedCount.incrementAndGet();
	}

	/** Schedules the ack of a delivery. */
	void ack(long deliveryTag) {
		this.readyToAck.add(deliveryTag);
		boolean belowHalf = 2 * this.unackedCount.get() <= this.prefetch;
		scheduleFlush(belowHalf ? this.delayedExecutor : this.immediateExecutor,
				belowHalf ? this.delayedFlushScheduled : this.flushScheduled);
	}

	/** Rejects a delivery at once, without requeueing it. */
	synchronized void reject(long deliveryTag) {
		send(() -> this.channel.basicReject(deliveryTag, false));
		removeUnacked(Set.of(deliveryTag));
	}

	/** Sends all scheduled acks and closes the channel. */
	void closeChannel() {
		flush();
		BrokerConnections.abort(this.channel);
	}

	/** Sends all scheduled acks. */
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
			logger.debug("The broker will deliver the message again, because the ack failed: {}", ex.getMessage());
		}
	}

	/** Call of the channel that acks or rejects. */
	private interface AckCommand {

		void execute() throws IOException;

	}

}
