package io.asyncreply.systema.dispatch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

import io.asyncreply.messages.Lane;
import io.asyncreply.messages.RequestQueue;

/**
 * The queues that requests go to. One that takes nothing, because it is full or not
 * there, is left alone for a while: what is for it waits in the ledger, and the others go
 * on. A refusal costs about a page that is claimed and given back; so the rests become
 * longer until a page is taken for each.
 */
final class QueueBackoff {

	/** Most requests that are claimed at once. */
	static final int PAGE = 256;

	private final List<String> operations;

	private final Duration longestRest;

	private final LongSupplier nanoTime;

	private final Map<RequestQueue, QueueBackoffState> queues = new ConcurrentHashMap<>();

	private int turn;

	/**
	 * Makes the destinations, all of which are awake.
	 * @param operations the operations that can be asked for
	 * @param longestRest for so long a queue is left alone at most, and up to half of it
	 * more by chance
	 * @param nanoTime a clock that never jumps, in nanoseconds
	 */
	QueueBackoff(List<String> operations, Duration longestRest, LongSupplier nanoTime) {
		this.operations = operations;
		this.longestRest = longestRest;
		this.nanoTime = nanoTime;
	}

	/**
	 * Tells which queues are awake, in the order in which to fill a page: what came in
	 * bulk last, and in each lane another operation first each time.
	 */
	synchronized List<RequestQueue> awake() {
		List<String> inTurn = new ArrayList<>(this.operations);
		Collections.rotate(inTurn, this.turn++);
		return Lane.ASKABLE.stream()
			.flatMap((lane) -> inTurn.stream().map((operation) -> new RequestQueue(operation, lane)))
			.filter((destination) -> rest(destination).isZero())
			.toList();
	}

	/**
	 * Tells for how long a queue is to be left alone.
	 * @return zero if it is awake
	 */
	Duration rest(RequestQueue destination) {
		QueueBackoffState queue = this.queues.get(destination);
		return (queue != null) ? queue.rest().left() : Duration.ZERO;
	}

	/**
	 * A queue took a message.
	 * @param destination the queue
	 * @param requests how many were in the message
	 */
	void took(RequestQueue destination, int requests) {
		QueueBackoffState queue = this.queues.get(destination);
		if (queue != null && queue.taken().addAndGet(requests) >= PAGE) {
			queue.taken().addAndGet(-PAGE);
			queue.rest().succeeded();
		}
	}

	/** A queue did not take a message. */
	void refused(RequestQueue destination) {
		this.queues
			.computeIfAbsent(destination,
					(queue) -> new QueueBackoffState(new AdaptiveBackoff(this.longestRest, this.nanoTime),
							new AtomicInteger()))
			.rest()
			.failed();
	}

	/**
	 * A queue that has refused.
	 *
	 * @param rest how long it is left alone
	 * @param taken the requests that it took of those that make up a page
	 */
	private record QueueBackoffState(AdaptiveBackoff rest, AtomicInteger taken) {

	}

}
