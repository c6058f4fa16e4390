package io.asyncreply.messages;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * What instances tell each other beside requests and replies. A signal may get lost, and
 * then somebody knows something later; nothing else may follow from it.
 */
public sealed interface ControlMessage {

	/** Most requests that one signal may name, so that it fits into a message. */
	int MAX_REQUESTS = 20_000;

	/**
	 * One System B lives and works; sent once a second.
	 *
	 * @param worker tells its processes apart, another one after each start
	 * @param leaving whether it ends in good order and has nothing in hand any more
	 * @param queues the queues that it consumes at this moment, and those that it still
	 * has something of in hand
	 */
	record Heartbeat(String worker, boolean leaving, List<QueueStatus> queues) implements ControlMessage {

		public Heartbeat {
			Objects.requireNonNull(worker, "A pulse names its worker");
			queues = List.copyOf(queues);
			requireWithinLimit(queues.stream().mapToInt((queueStatus) -> queueStatus.longRunning().size()).sum());
		}

	}

	/**
	 * Nobody waits for these requests any more: they are cancelled or past their
	 * deadline.
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
	 * The rows of these requests changed, so that instances of System A look again.
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
	 * A queue as one System B consumes it.
	 *
	 * @param queue its name
	 * @param slots most requests that are worked on at once, or 0 if none is taken any
	 * more and only what is in hand is finished
	 * @param prefetch most messages that are in hand at once
	 * @param limit a handler is interrupted after this
	 * @param inFlight requests that are delivered and not yet acknowledged, those that
	 * wait for a slot included
	 * @param completed requests that ended with a reply since the start of the worker: of
	 * two pulses the difference counts, so that a lost one does no harm
	 * @param busy time that handlers took since the start, all slots added up
	 * @param longRunning those that have been in hand for over a second; if the worker
	 * has more than {@value ControlMessage#MAX_REQUESTS}, the others are left out
	 * @param readsBatches whether it reads frames; a worker that does not say so reads
	 * none
	 */
	record QueueStatus(String queue, int slots, int prefetch, Duration limit, int inFlight, long completed,
			Duration busy, List<RequestId> longRunning, boolean readsBatches) {

		public QueueStatus {
			Objects.requireNonNull(queue, "A station names its queue");
			if (slots < 0 || prefetch < 0 || inFlight < 0 || completed < 0 || limit.isNegative() || busy.isNegative()) {
				throw new IllegalArgumentException("A station counts no less than nothing");
			}
			longRunning = List.copyOf(longRunning);
		}

	}

	/**
	 * What need not be worked on.
	 *
	 * @param request the request
	 * @param attempt every attempt up to this one; a retry by hand opens a higher one
	 */
	record CancelledAttempt(RequestId request, int attempt) {

		public CancelledAttempt {
			Objects.requireNonNull(request, "What is recalled is a request");
		}

	}

	private static void requireWithinLimit(int requests) {
		if (requests > MAX_REQUESTS) {
			throw new IllegalArgumentException("One signal names at most " + MAX_REQUESTS + " requests");
		}
	}

}
