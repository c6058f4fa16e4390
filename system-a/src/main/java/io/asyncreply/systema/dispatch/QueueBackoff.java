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
	static final int PAGE_SIZE = 256;

	private final List<String> operations;

	private final Duration maxBackoff;

	private final LongSupplier nanoTime;

	private final Map<RequestQueue, QueueBackoffState> states = new ConcurrentHashMap<>();

	private int rotation;

	/**
	 * Makes the destinations, all of which are awake.
	 * @param operations the operations that can be asked for
	 * @param maxBackoff for so long a queue is left alone at most, and up to half of it
	 * more by chance
	 * @param nanoTime a clock that never jumps, in nanoseconds
	 */
	QueueBackoff(List<String> operations, Duration maxBackoff, LongSupplier nanoTime) {
		this.operations = operations;
		this.maxBackoff = maxBackoff;
		this.nanoTime = nanoTime;
	}

	/**
	 * Tells which queues are awake, in the order in which to fill a page: what came in
	 * bulk last, and in each lane another operation first each time.
	 */
	synchronized List<RequestQueue> availableQueues() {
		List<String> rotatedOperations = new ArrayList<>(this.operations);
		Collections.rotate(rotatedOperations, this.rotation++);
		return Lane.SELECTABLE.stream()
			.flatMap((lane) -> rotatedOperations.stream().map((operation) -> new RequestQueue(operation, lane)))
			.filter((requestQueue) -> backoff(requestQueue).isZero())
			.toList();
	}

	/**
	 * Tells for how long a queue is to be left alone.
	 * @return zero if it is awake
	 */
	Duration backoff(RequestQueue requestQueue) {
		QueueBackoffState state = this.states.get(requestQueue);
		return (state != null) ? state.backoff().remaining() : Duration.ZERO;
	}

	/**
	 * A queue took a message.
	 * @param requestQueue the queue
	 * @param requests how many were in the message
	 */
	void onAccepted(RequestQueue requestQueue, int requests) {
		QueueBackoffState state = this.states.get(requestQueue);
		if (state != null && state.acceptedRequests().addAndGet(requests) >= PAGE_SIZE) {
			state.acceptedRequests().addAndGet(-PAGE_SIZE);
			state.backoff().onSuccess();
		}
	}

	/** A queue did not take a message. */
	void onRejected(RequestQueue requestQueue) {
		this.states
			.computeIfAbsent(requestQueue,
					(state) -> new QueueBackoffState(new AdaptiveBackoff(this.maxBackoff, this.nanoTime),
							new AtomicInteger()))
			.backoff()
			.onFailure();
	}

	/**
	 * A queue that has refused.
	 *
	 * @param backoff how long it is left alone
	 * @param acceptedRequests the requests that it took of those that make up a page
	 */
	private record QueueBackoffState(AdaptiveBackoff backoff, AtomicInteger acceptedRequests) {

	}

}
