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
 * Backoff of each request queue. A queue that rejects messages, because it is full or
 * missing, gets none during its backoff. Its requests wait in the outbox, and other
 * queues are not affected. Each rejection costs about one page that is claimed and
 * postponed, so the backoff only becomes shorter after a page of accepted requests.
 */
final class QueueBackoff {

	/** Most requests that are claimed from the outbox at once. */
	static final int PAGE_SIZE = 256;

	private final List<String> operations;

	private final Duration maxBackoff;

	private final LongSupplier nanoTime;

	private final Map<RequestQueue, QueueBackoffState> states = new ConcurrentHashMap<>();

	private int rotation;

	/**
	 * Creates the backoffs; all queues are available.
	 * @param operations names of the operations
	 * @param maxBackoff longest backoff, without the random 50 % on top
	 * @param nanoTime monotonic clock in nanoseconds
	 */
	QueueBackoff(List<String> operations, Duration maxBackoff, LongSupplier nanoTime) {
		this.operations = operations;
		this.maxBackoff = maxBackoff;
		this.nanoTime = nanoTime;
	}

	/**
	 * Returns the queues that are not in backoff, in the order in which they fill a page:
	 * the bulk lane last. Each call starts with another operation.
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
	 * Returns the remaining backoff of a queue.
	 * @param requestQueue the queue
	 * @return zero if the queue is available
	 */
	Duration backoff(RequestQueue requestQueue) {
		QueueBackoffState state = this.states.get(requestQueue);
		return (state != null) ? state.backoff().remaining() : Duration.ZERO;
	}

	/**
	 * Notes that a queue has accepted a message.
	 * @param requestQueue the queue
	 * @param requests requests in the message
	 */
	void onAccepted(RequestQueue requestQueue, int requests) {
		QueueBackoffState state = this.states.get(requestQueue);
		if (state != null && state.acceptedRequests().addAndGet(requests) >= PAGE_SIZE) {
			state.acceptedRequests().addAndGet(-PAGE_SIZE);
			state.backoff().onSuccess();
		}
	}

	/**
	 * Notes that a queue has rejected a message.
	 * @param requestQueue the queue
	 */
	void onRejected(RequestQueue requestQueue) {
		this.states
			.computeIfAbsent(requestQueue,
					(key) -> new QueueBackoffState(new AdaptiveBackoff(this.maxBackoff, this.nanoTime),
							new AtomicInteger()))
			.backoff()
			.onFailure();
	}

	/**
	 * State of a queue that has rejected a message.
	 *
	 * @param backoff the backoff
	 * @param acceptedRequests accepted requests since the last full page
	 */
	private record QueueBackoffState(AdaptiveBackoff backoff, AtomicInteger acceptedRequests) {

	}

}
