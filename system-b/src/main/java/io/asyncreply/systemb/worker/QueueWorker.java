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
	private static final Duration LONG = Duration.ofSeconds(1);

	private final WorkerQueue queue;

	private final RequestProcessor desk;

	private final QueueConsumer subscription;

	QueueWorker(WorkerQueue queue, RequestProcessor desk, QueueConsumer subscription) {
		this.queue = queue;
		this.desk = desk;
		this.subscription = subscription;
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
	public int slots() {
		return this.desk.settings().slots();
	}

	/**
	 * Tells how many requests are here: delivered and not yet answered, those that wait
	 * for a slot included.
	 * @return their number
	 */
	public int inHand() {
		return this.desk.inHand().count();
	}

	/**
	 * Tells how long the handler takes.
	 * @return the mean since the start in seconds, empty before the first request
	 */
	public OptionalDouble meanProcessing() {
		return this.desk.meters().meanProcessing();
	}

	/**
	 * Tells whether requests can arrive.
	 * @return false while the broker or the queue is not there
	 */
	public boolean isConsuming() {
		return this.subscription.isConsuming();
	}

	/**
	 * Tells of the queue what a pulse tells.
	 * @param requests most requests in hand that are named
	 * @return the station, with no slots while it does not consume
	 */
	public QueueStatus station(int requests) {
		OperationSettings settings = this.desk.settings();
		return new QueueStatus(queue(), isConsuming() ? slots() : 0, settings.prefetch(), settings.limit(), inHand(),
				this.desk.meters().completed(), this.desk.meters().busy(), this.desk.inHand().heldFor(LONG, requests),
				true);
	}

	void start() {
		this.subscription.start();
	}

	void dropRecalled() {
		this.desk.dropRecalled();
	}

	void look(long now) {
		this.desk.look(now);
	}

	/** Takes no more requests. */
	void stop() {
		this.subscription.stop();
	}

	boolean awaitEmpty(Duration patience) throws InterruptedException {
		return this.desk.inHand().awaitEmpty(patience);
	}

	/** Interrupts what still runs and gives back what is not answered. */
	void close(Duration patience) throws InterruptedException {
		try {
			this.desk.close(patience);
		}
		finally {
			this.subscription.close();
		}
	}

}
