package io.asyncreply.messages;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * Message that processes exchange beside requests and replies. A lost control message
 * only delays information; no promise depends on it.
 */
public sealed interface ControlMessage {

	/** Most requests in one control message, so that it fits into an AMQP message. */
	int MAX_REQUESTS = 20_000;

	/**
	 * Sign of life of one worker process, sent every second.
	 *
	 * @param worker id of the worker process, different after each start
	 * @param leaving whether the worker shuts down and has no request in flight
	 * @param queues queues that the worker consumes or has requests of in flight
	 */
	record Heartbeat(String worker, boolean leaving, List<QueueStatus> queues) implements ControlMessage {

		/** Most characters of the id of a worker. */
		public static final int MAX_WORKER_LENGTH = 64;

		public Heartbeat {
			Objects.requireNonNull(worker, "A heartbeat has a worker");
			if (worker.length() > MAX_WORKER_LENGTH) {
				throw new IllegalArgumentException(
						"The id of a worker has at most " + MAX_WORKER_LENGTH + " characters");
			}
			queues = List.copyOf(queues);
			requireWithinLimit(queues.stream().mapToInt((queueStatus) -> queueStatus.longRunning().size()).sum());
		}

	}

	/**
	 * Requests that were cancelled or have expired, so that workers stop or skip them.
	 *
	 * @param requests at most {@value #MAX_REQUESTS}
	 */
	record Cancellation(List<CancelledAttempt> requests) implements ControlMessage {

		public Cancellation {
			requests = List.copyOf(requests);
			requireWithinLimit(requests.size());
		}

	}

	/**
	 * Requests with changed rows. Other instances of System A read them again.
	 *
	 * @param requests at most {@value #MAX_REQUESTS}
	 */
	record RequestsChanged(List<RequestId> requests) implements ControlMessage {

		public RequestsChanged {
			requests = List.copyOf(requests);
			requireWithinLimit(requests.size());
		}

	}

	/**
	 * State of one request queue in one worker.
	 *
	 * @param queue name of the queue
	 * @param slots concurrency, or 0 if the worker only finishes its requests in flight
	 * @param prefetch prefetch of the consumer
	 * @param limit time after which a handler is interrupted
	 * @param inFlight requests in flight, including those that wait for a slot
	 * @param completed requests that the worker has replied to since its start; receivers
	 * use the difference of two heartbeats, so that a lost heartbeat does no harm
	 * @param busy time in handlers since the start of the worker, summed over all slots
	 * @param longRunning requests that have been in flight for more than 1 s, at most
	 * {@value ControlMessage#MAX_REQUESTS} per worker
	 * @param readsBatches whether the worker reads message batches; false if the member
	 * is missing
	 */
	record QueueStatus(String queue, int slots, int prefetch, Duration limit, int inFlight, long completed,
			Duration busy, List<RequestId> longRunning, boolean readsBatches) {

		public QueueStatus {
			Objects.requireNonNull(queue, "A queue status has a queue");
			if (slots < 0 || prefetch < 0 || inFlight < 0 || completed < 0 || limit.isNegative() || busy.isNegative()) {
				throw new IllegalArgumentException("A queue status has no negative numbers");
			}
			longRunning = List.copyOf(longRunning);
		}

	}

	/**
	 * Attempts of one request that are cancelled.
	 *
	 * @param request id of the request
	 * @param attempt last cancelled attempt; reopening the request starts a higher one
	 */
	record CancelledAttempt(RequestId request, int attempt) {

		public CancelledAttempt {
			Objects.requireNonNull(request, "A cancelled attempt has a request");
		}

	}

	private static void requireWithinLimit(int requests) {
		if (requests > MAX_REQUESTS) {
			throw new IllegalArgumentException("A control message has at most " + MAX_REQUESTS + " requests");
		}
	}

}
