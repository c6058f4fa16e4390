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
 * Collects messages into message batches. Messages are published at once until two
 * batches are unconfirmed; further messages wait for the next confirm. With a limit of
 * one message, none waits.
 *
 * @param <T> type of the messages
 */
public final class MessageBatcher<T> {

	private static final Logger logger = LoggerFactory.getLogger(MessageBatcher.class);

	/** Most unconfirmed message batches. */
	private static final int MAX_UNCONFIRMED_BATCHES = 2;

	private final BatchLimits<T> batchLimits;

	private final Function<List<T>, CompletableFuture<?>> publisher;

	private final Executor executor;

	private final Queue<T> buffered = new ArrayDeque<>();

	private int unconfirmedBatches;

	/**
	 * Creates a batcher.
	 * @param batchLimits limits of message batches
	 * @param publisher publishes a message batch; its future completes with the confirm
	 * or the failure
	 * @param executor publishes after a confirm, because the confirm thread must not
	 * block; may reject tasks at shutdown
	 */
	public MessageBatcher(BatchLimits<T> batchLimits, Function<List<T>, CompletableFuture<?>> publisher,
			Executor executor) {
		this.batchLimits = batchLimits;
		this.publisher = publisher;
		this.executor = executor;
	}

	/**
	 * Adds messages and publishes as many as possible.
	 * @param messages messages in their order
	 */
	public void add(Collection<T> messages) {
		synchronized (this) {
			this.buffered.addAll(messages);
		}
		flush();
	}

	/**
	 * Adds a message without publishing it.
	 * @param message published by {@link #flush} or with messages that are added later
	 */
	public synchronized void buffer(T message) {
		this.buffered.add(message);
	}

	/** Publishes as many collected messages as possible. */
	public void flush() {
		for (List<T> batch = nextBatch(); !batch.isEmpty(); batch = nextBatch()) {
			publishSafely(batch).whenComplete((result, failure) -> {
				if (onConfirmed()) {
					this.executor.execute(this::flush);
				}
			});
		}
	}

	/**
	 * Turns exceptions into a failed future, so that the batch does not count as
	 * unconfirmed forever.
	 */
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

	/** Returns whether messages are waiting. */
	private synchronized boolean onConfirmed() {
		this.unconfirmedBatches--;
		return !this.buffered.isEmpty();
	}

}
