package io.asyncreply.messaging.publish;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.IntSupplier;
import java.util.function.ToIntFunction;

import io.asyncreply.messaging.message.AmqpMessageCodec;

/**
 * Limits of message batches: number of messages and total size of their bodies.
 *
 * @param <T> type of the messages
 */
public final class BatchLimits<T> {

	private final IntSupplier maxMessages;

	private final ToIntFunction<T> bodyLength;

	/**
	 * Creates limits.
	 * @param maxMessages returns the most messages at this moment, 1 to
	 * {@value AmqpMessageCodec#MAX_BATCH_MESSAGES}
	 * @param bodyLength returns the length of a body in bytes
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
	 * at most {@value AmqpMessageCodec#MAX_BATCH_CONTENT_BYTES} bytes in all, unless the
	 * first alone has more.
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
			if (!batch.isEmpty() && bytes > AmqpMessageCodec.MAX_BATCH_CONTENT_BYTES) {
				break;
			}
			batch.add(buffered.remove());
		}
		return batch;
	}

}
