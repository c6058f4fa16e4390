package io.asyncreply.messaging.publish;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.IntSupplier;
import java.util.function.ToIntFunction;

/**
 * How much travels together in one frame.
 *
 * @param <T> what is to travel
 */
public final class BatchLimits<T> {

	/** Most messages in one frame. */
	public static final int MAX_MESSAGES = 256;

	/** Most bytes that the bodies in one frame have; a longer body travels alone. */
	public static final int MAX_CONTENT_BYTES = 256 * 1024;

	/** Longest frame that is read: the headers need room too. */
	public static final int MAX_BATCH_BYTES = 2 * MAX_CONTENT_BYTES;

	private final IntSupplier maxMessages;

	private final ToIntFunction<T> bodyLength;

	/**
	 * Makes a rule.
	 * @param maxMessages tells how many may travel together at this instant, from 1, at
	 * most {@value #MAX_MESSAGES}
	 * @param bodyLength tells the length of a body in bytes
	 */
	public BatchLimits(IntSupplier maxMessages, ToIntFunction<T> bodyLength) {
		this.maxMessages = maxMessages;
		this.bodyLength = bodyLength;
	}

	int maxMessages() {
		return this.maxMessages.getAsInt();
	}

	List<T> pollBatch(Queue<T> buffered, int limit) {
		return pollBatch(buffered, limit, this.bodyLength);
	}

	/**
	 * Removes the messages of the next batch from the head of a queue. Their bodies have
	 * at most {@value #MAX_CONTENT_BYTES} bytes in all, unless the first alone has more.
	 * @param <T> type of the messages
	 * @param buffered messages to publish, in their order
	 * @param limit most messages of the batch, from 1
	 * @param bodyLength returns the length of a body in bytes
	 * @return the batch, empty only if the queue is
	 */
	public static <T> List<T> pollBatch(Queue<T> buffered, int limit, ToIntFunction<T> bodyLength) {
		List<T> batch = new ArrayList<>();
		int bytes = 0;
		T next;
		while (batch.size() < limit && (next = buffered.peek()) != null) {
			bytes += bodyLength.applyAsInt(next);
			if (!batch.isEmpty() && bytes > MAX_CONTENT_BYTES) {
				break;
			}
			batch.add(buffered.remove());
		}
		return batch;
	}

}
