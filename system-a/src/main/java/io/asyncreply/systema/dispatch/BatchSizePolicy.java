package io.asyncreply.systema.dispatch;

import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

import io.asyncreply.messages.Lane;
import io.asyncreply.messages.RequestQueue;
import io.asyncreply.messaging.message.AmqpMessageCodec;

/**
 * Limits the requests of a message batch to 5 ms of work. Slow requests, and those of an
 * unknown service time, are published singly.
 */
final class BatchSizePolicy {

	private static final double MAX_WORK_SECONDS = 0.005;

	private static final int MAX_INTERACTIVE_BATCH = 64;

	private final ToDoubleFunction<String> serviceTime;

	private final Predicate<String> batchesSupported;

	private final Predicate<String> batchingEnabled;

	/**
	 * Creates the policy.
	 * @param serviceTime returns the mean seconds that a handler takes for a request of a
	 * queue, 0 if unknown
	 * @param batchesSupported returns whether all consumers of a queue read message
	 * batches
	 * @param batchingEnabled returns whether the settings allow message batches for an
	 * operation
	 */
	BatchSizePolicy(ToDoubleFunction<String> serviceTime, Predicate<String> batchesSupported,
			Predicate<String> batchingEnabled) {
		this.serviceTime = serviceTime;
		this.batchesSupported = batchesSupported;
		this.batchingEnabled = batchingEnabled;
	}

	/**
	 * Returns the most requests that a message to a queue may have at this moment.
	 * @param requestQueue the queue
	 * @return from 1 to {@value #MAX_INTERACTIVE_BATCH}, or to
	 * {@value AmqpMessageCodec#MAX_BATCH_MESSAGES} in the bulk lane
	 */
	int maxBatchSize(RequestQueue requestQueue) {
		String queue = requestQueue.name();
		double seconds = this.serviceTime.applyAsDouble(queue);
		if (seconds <= 0 || !this.batchingEnabled.test(requestQueue.operation())
				|| !this.batchesSupported.test(queue)) {
			return 1;
		}
		int limit = (requestQueue.lane() == Lane.BULK) ? AmqpMessageCodec.MAX_BATCH_MESSAGES : MAX_INTERACTIVE_BATCH;
		return (int) Math.max(1, Math.min(limit, MAX_WORK_SECONDS / seconds));
	}

}
