package io.asyncreply.systema.dispatch;

import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

import io.asyncreply.messages.AmqpNames;
import io.asyncreply.messages.Lane;
import io.asyncreply.messaging.message.AmqpMessageCodec;

/**
 * Decides how many requests travel together, from how long a handler takes for one: a few
 * milliseconds of work in one frame, so that slow work, and work of which nothing is
 * known, travels alone.
 */
final class BatchSizePolicy {

	private static final double MAX_WORK_SECONDS = 0.005;

	private static final int MAX_INTERACTIVE_BATCH = 64;

	private final ToDoubleFunction<String> serviceTime;

	private final Predicate<String> batchesSupported;

	private final Predicate<String> batchingEnabled;

	/**
	 * Makes the judge.
	 * @param serviceTime tells how many seconds a handler takes for a request of a queue,
	 * 0 if that is unknown
	 * @param batchesSupported tells whether all who take requests from a queue read
	 * frames
	 * @param batchingEnabled tells whether requests of an operation may be framed
	 */
	BatchSizePolicy(ToDoubleFunction<String> serviceTime, Predicate<String> batchesSupported,
			Predicate<String> batchingEnabled) {
		this.serviceTime = serviceTime;
		this.batchesSupported = batchesSupported;
		this.batchingEnabled = batchingEnabled;
	}

	/**
	 * Tells how many requests of a queue may travel together at this instant.
	 * @param operation their operation
	 * @param lane their lane
	 * @return from 1, at most {@value #MAX_INTERACTIVE_BATCH}, or in the bulk lane
	 * {@value AmqpMessageCodec#MAX_BATCH_MESSAGES}
	 */
	int maxBatchSize(String operation, Lane lane) {
		String queue = AmqpNames.requestQueue(operation, lane);
		double seconds = this.serviceTime.applyAsDouble(queue);
		if (seconds <= 0 || !this.batchingEnabled.test(operation) || !this.batchesSupported.test(queue)) {
			return 1;
		}
		int limit = (lane == Lane.BULK) ? AmqpMessageCodec.MAX_BATCH_MESSAGES : MAX_INTERACTIVE_BATCH;
		return (int) Math.max(1, Math.min(limit, MAX_WORK_SECONDS / seconds));
	}

}
