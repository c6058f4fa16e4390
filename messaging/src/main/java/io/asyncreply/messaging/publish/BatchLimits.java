package io.asyncreply.messaging.publish;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.IntSupplier;
import java.util.function.ToIntFunction;

import io.asyncreply.messaging.message.AmqpMessageCodec;

/**
 * How much travels together in one frame.
 *
 * @param <T> what is to travel
 */
public final class BatchLimits<T> {

	private final IntSupplier maxMessages;

	private final ToIntFunction<T> bodyLength;

	/**
	 * Makes a rule.
	 * @param maxMessages tells how many may travel together at this instant, from 1, at
	 * most {@value AmqpMessageCodec#MAX_BATCH_MESSAGES}
	 * @param bodyLength tells the length of a body in bytes
	 */
	public BatchLimits(IntSupplier maxMessages, ToIntFunction<T> bodyLength) {
		this.maxMessages = maxMessages;
		this.bodyLength = bodyLength;
	}

	int maxMessages() {
		return this.maxMessages.getAsInt();
	}

	/**
	 * Takes what travels together next.
	 * @param waiting all that waits, at least one, in its order
	 * @param limit most that may travel together
	 * @return the first of them, removed
	 */
	List<T> pollBatch(Queue<T> waiting, int limit) {
		List<T> batch = new ArrayList<>();
		int bytes = 0;
		T next;
		while (batch.size() < limit && (next = waiting.peek()) != null) {
			bytes += this.bodyLength.applyAsInt(next);
			if (!batch.isEmpty() && bytes > AmqpMessageCodec.MAX_BATCH_CONTENT_BYTES) {
				break;
			}
			batch.add(waiting.remove());
		}
		return batch;
	}

}
