package io.asyncreply.systemb.worker;

import java.time.Duration;
import java.util.OptionalDouble;

import io.asyncreply.messages.ControlMessage.QueueStatus;
import io.asyncreply.messages.Lane;
import io.asyncreply.messages.RequestQueue;
import io.asyncreply.messaging.consume.QueueConsumer;
import io.asyncreply.systemb.worker.execution.OperationSettings;
import io.asyncreply.systemb.worker.execution.RequestProcessor;

/**
 * Consumes one request queue and processes its requests.
 */
public final class QueueWorker {

	/** Heartbeats name the requests that have been in flight for longer than this. */
	private static final Duration LONG_RUNNING = Duration.ofSeconds(1);

	private final RequestQueue queue;

	private final RequestProcessor requestProcessor;

	private final QueueConsumer queueConsumer;

	QueueWorker(RequestQueue queue, RequestProcessor requestProcessor, QueueConsumer queueConsumer) {
		this.queue = queue;
		this.requestProcessor = requestProcessor;
		this.queueConsumer = queueConsumer;
	}

	/**
	 * Returns the operation.
	 * @return the operation's name
	 */
	public String operation() {
		return this.queue.operation();
	}

	/**
	 * Returns the lane.
	 * @return the lane
	 */
	public Lane lane() {
		return this.queue.lane();
	}

	/**
	 * Returns the queue.
	 * @return the queue's name
	 */
	public String queue() {
		return this.queue.name();
	}

	/**
	 * Returns the number of slots.
	 * @return the most handler calls that run at the same time
	 */
	public int concurrency() {
		return this.requestProcessor.settings().concurrency();
	}

	/**
	 * Counts the requests in flight, including those that wait for a slot.
	 * @return the number of requests
	 */
	public int inFlight() {
		return this.requestProcessor.inFlightTasks().count();
	}

	/**
	 * Returns the mean duration of a handler call since the start.
	 * @return the mean in seconds, empty before the first request
	 */
	public OptionalDouble meanProcessingSeconds() {
		return this.requestProcessor.metrics().meanProcessingSeconds();
	}

	/**
	 * Returns whether the broker delivers requests to this worker.
	 * @return false while the broker or the queue is missing
	 */
	public boolean isConsuming() {
		return this.queueConsumer.isConsuming();
	}

	/**
	 * Returns the status of the queue for a heartbeat.
	 * @param maxNamedRequests the most long-running requests that are named
	 * @return the status, with 0 slots while this worker does not consume
	 */
	public QueueStatus status(int maxNamedRequests) {
		OperationSettings settings = this.requestProcessor.settings();
		return new QueueStatus(queue(), isConsuming() ? concurrency() : 0, settings.prefetch(), settings.limit(),
				inFlight(), this.requestProcessor.metrics().completed(), this.requestProcessor.metrics().busyTime(),
				this.requestProcessor.inFlightTasks().inFlightLongerThan(LONG_RUNNING, maxNamedRequests), true);
	}

	void start() {
		this.queueConsumer.start();
	}

	void discardCancelled() {
		this.requestProcessor.discardCancelled();
	}

	void tick(long now) {
		this.requestProcessor.tick(now);
	}

	/** Stops consuming; requests in flight can still be acked. */
	void stop() {
		this.queueConsumer.stop();
	}

	boolean awaitIdle(Duration timeout) throws InterruptedException {
		return this.requestProcessor.inFlightTasks().awaitIdle(timeout);
	}

	/** Interrupts running handlers and returns unacked requests to the broker. */
	void close(Duration timeout) throws InterruptedException {
		try {
			this.requestProcessor.close(timeout);
		}
		finally {
			this.queueConsumer.close();
		}
	}

}
