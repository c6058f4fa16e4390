package io.asyncreply.systemb.worker;

import java.time.Duration;
import java.util.OptionalDouble;

import io.asyncreply.messages.ControlMessage.QueueStatus;
import io.asyncreply.messages.Lane;
import io.asyncreply.messaging.consume.QueueConsumer;
import io.asyncreply.systemb.worker.execution.OperationSettings;
import io.asyncreply.systemb.worker.execution.RequestProcessor;

/**
 * One request queue, consumed and processed.
 */
public final class QueueWorker {

	/** What is in hand for longer is named in pulses. */
	private static final Duration LONG_RUNNING = Duration.ofSeconds(1);

	private final WorkerQueue queue;

	private final RequestProcessor requestProcessor;

	private final QueueConsumer queueConsumer;

	QueueWorker(WorkerQueue queue, RequestProcessor requestProcessor, QueueConsumer queueConsumer) {
		this.queue = queue;
		this.requestProcessor = requestProcessor;
		this.queueConsumer = queueConsumer;
	}

	/**
	 * Names the operation.
	 * @return its name
	 */
	public String operation() {
		return this.queue.operation();
	}

	/**
	 * Tells for whom this endpoint works.
	 * @return the lane
	 */
	public Lane lane() {
		return this.queue.lane();
	}

	/**
	 * Names the queue.
	 * @return its name
	 */
	public String queue() {
		return this.queue.name();
	}

	/**
	 * Tells how many requests can be worked on at once.
	 * @return the number of slots
	 */
	public int concurrency() {
		return this.requestProcessor.settings().concurrency();
	}

	/**
	 * Tells how many requests are here: delivered and not yet answered, those that wait
	 * for a slot included.
	 * @return their number
	 */
	public int inFlight() {
		return this.requestProcessor.inFlightTasks().count();
	}

	/**
	 * Tells how long the handler takes.
	 * @return the mean since the start in seconds, empty before the first request
	 */
	public OptionalDouble meanProcessingSeconds() {
		return this.requestProcessor.metrics().meanProcessingSeconds();
	}

	/**
	 * Tells whether requests can arrive.
	 * @return false while the broker or the queue is not there
	 */
	public boolean isConsuming() {
		return this.queueConsumer.isConsuming();
	}

	/**
	 * Tells of the queue what a pulse tells.
	 * @param maxNamedRequests most requests in hand that are named
	 * @return the station, with no slots while it does not consume
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

	/** Takes no more requests. */
	void stop() {
		this.queueConsumer.stop();
	}

	boolean awaitIdle(Duration timeout) throws InterruptedException {
		return this.requestProcessor.inFlightTasks().awaitIdle(timeout);
	}

	/** Interrupts what still runs and gives back what is not answered. */
	void close(Duration timeout) throws InterruptedException {
		try {
			this.requestProcessor.close(timeout);
		}
		finally {
			this.queueConsumer.close();
		}
	}

}
