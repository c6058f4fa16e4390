package io.asyncreply.messaging.publish;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets messages travel together that are ready at the same instant. Nothing that is added
 * waits for a fuller frame: only while two frames are on their way does what becomes
 * ready gather, and it leaves with the next confirm. Where messages have to travel alone,
 * none waits for another.
 *
 * @param <T> a message
 */
public final class MessageBatcher<T> {

	private static final Logger logger = LoggerFactory.getLogger(MessageBatcher.class);

	/** Most frames on their way at once. */
	private static final int MAX_UNCONFIRMED_BATCHES = 2;

	private final BatchLimits<T> batchLimits;

	private final Function<List<T>, CompletableFuture<?>> publisher;

	private final Executor executor;

	private final Queue<T> buffered = new ArrayDeque<>();

	private int unconfirmedBatches;

	/**
	 * Makes a convoy.
	 * @param batchLimits tells how much travels together
	 * @param publisher publishes what travels together, completed once that has arrived
	 * or failed
	 * @param executor publishes what gathered, because a confirm must not wait for the
	 * broker; it may refuse to once nothing more is to leave
	 */
	public MessageBatcher(BatchLimits<T> batchLimits, Function<List<T>, CompletableFuture<?>> publisher,
			Executor executor) {
		this.batchLimits = batchLimits;
		this.publisher = publisher;
		this.executor = executor;
	}

	/**
	 * Adds what is ready at this instant.
	 * @param messages all of it, in its order
	 */
	public void add(Collection<T> messages) {
		synchronized (this) {
			this.buffered.addAll(messages);
		}
		flush();
	}

	/**
	 * Adds what is ready, but waits for others.
	 * @param message leaves with {@link #flush} or with what is added later
	 */
	public synchronized void buffer(T message) {
		this.buffered.add(message);
	}

	/**
	 * Lets leave what gathered, as far as there is a place.
	 */
	public void flush() {
		for (List<T> batch = nextBatch(); !batch.isEmpty(); batch = nextBatch()) {
			publishSafely(batch).whenComplete((result, failure) -> {
				if (onConfirmed()) {
					this.executor.execute(this::flush);
				}
			});
		}
	}

	/** Whatever goes wrong, the place becomes free again. */
	private CompletableFuture<?> publishSafely(List<T> batch) {
		try {
			return this.publisher.apply(batch);
		}
		catch (RuntimeException ex) {
			logger.error("{} messages were not published", batch.size(), ex);
			return CompletableFuture.failedFuture(ex);
		}
	}

	private synchronized List<T> nextBatch() {
		if (this.buffered.isEmpty()) {
			return List.of();
		}
		int maxMessages = this.batchLimits.maxMessages();
		if (maxMessages > 1 && this.unconfirmedBatches >= MAX_UNCONFIRMED_BATCHES) {
			return List.of();
		}
		this.unconfirmedBatches++;
		return this.batchLimits.pollBatch(this.buffered, maxMessages);
	}

	/** Tells whether something is ready that can take the place. */
	private synchronized boolean onConfirmed() {
		this.unconfirmedBatches--;
		return !this.buffered.isEmpty();
	}

}
