package io.asyncreply.systema.dispatch;

import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

import io.asyncreply.messages.AmqpNames;
import io.asyncreply.messages.Lane;
import io.asyncreply.messaging.publish.BatchLimits;

/**
 * Decides how many requests travel together, from how long a handler takes for one: a few
 * milliseconds of work in one frame, so that slow work, and work of which nothing is
 * known, travels alone.
 */
final class BatchSizePolicy {

	private static final double MOST_WORK_SECONDS = 0.005;

	private static final int MOST_INTERACTIVE = 64;

	private final ToDoubleFunction<String> serviceTime;

	private final Predicate<String> read;

	private final Predicate<String> wanted;

	/**
	 * Makes the judge.
	 * @param serviceTime tells how many seconds a handler takes for a request of a queue,
	 * 0 if that is unknown
	 * @param read tells whether all who take requests from a queue read frames
	 * @param wanted tells whether requests of an operation may be framed
	 */
	BatchSizePolicy(ToDoubleFunction<String> serviceTime, Predicate<String> read, Predicate<String> wanted) {
		this.serviceTime = serviceTime;
		this.read = read;
		this.wanted = wanted;
	}

	/**
	 * Tells how many requests of a queue may travel together at this instant.
	 * @param operation their operation
	 * @param lane their lane
	 * @return from 1, at most {@value #MOST_INTERACTIVE}, or in the bulk lane
	 * {@value BatchLimits#MAX_MESSAGES}
	 */
	int most(String operation, Lane lane) {
		String queue = AmqpNames.requests(operation, lane);
		double seconds = this.serviceTime.applyAsDouble(queue);
		if (seconds <= 0 || !this.wanted.test(operation) || !this.read.test(queue)) {
			return 1;
		}
		int most = (lane == Lane.BULK) ? BatchLimits.MAX_MESSAGES : MOST_INTERACTIVE;
		return (int) Math.max(1, Math.min(most, MOST_WORK_SECONDS / seconds));
	}

}
