package io.asyncreply.systemb.worker.execution;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.asyncreply.messages.CorrelatedReply;
import io.asyncreply.messages.Reply;
import io.asyncreply.messages.Reply.Progress;
import io.asyncreply.messaging.message.AmqpMessageCodec;
import io.asyncreply.messaging.message.OutboundMessage;
import io.asyncreply.messaging.publish.BatchLimits;
import io.asyncreply.messaging.publish.ConfirmingPublisher;
import io.asyncreply.messaging.publish.MessageBatcher;
import io.asyncreply.messaging.publish.PublishMetrics;
import io.asyncreply.messaging.publish.PublishOutcome;
import io.asyncreply.systemb.worker.task.RequestTask;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes replies until they are confirmed, or until the broker has taken the request
 * back; a progress is published once.
 */
public final class ReplyPublisher {

	private static final Logger logger = LoggerFactory.getLogger(ReplyPublisher.class);

	private static final long FIRST_BACKOFF_MILLIS = 100;

	/** So long at most a reply waits for those of the requests that came with its own. */
	private static final long COMPANY_MILLIS = 2;

	private static final int LONGEST_BACKOFF_EXPONENT = 7;

	/**
	 * So often a reply is published although its request is no longer acknowledgeable,
	 * about 6 s: time enough for the broker to be back with a copy, which then needs no
	 * work.
	 */
	private static final int PATIENCE = 6;

	private final ConfirmingPublisher publisher;

	private final AmqpMessageCodec wireFormat;

	private final ScheduledExecutorService scheduler;

	private final PublishMetrics meters;

	private final MessageBatcher<PendingReply> convoy;

	private final AtomicBoolean leavesSoon = new AtomicBoolean();

	private final AtomicBoolean inTrouble = new AtomicBoolean();

	public ReplyPublisher(ConfirmingPublisher publisher, AmqpMessageCodec wireFormat,
			ScheduledExecutorService scheduler, MeterRegistry meters) {
		this.publisher = publisher;
		this.wireFormat = wireFormat;
		this.scheduler = scheduler;
		this.meters = new PublishMetrics(meters);
		this.convoy = new MessageBatcher<>(new BatchLimits<>(() -> BatchLimits.MAX_MESSAGES, PendingReply::length),
				this::publish, this::sendSoon);
	}

	/**
	 * Sends the reply that ends an assignment, in a frame only if the request came in
	 * one; then it may wait a little for the replies to the others.
	 * @return completed with true once it is confirmed, with false when nobody is left
	 * who could acknowledge the request
	 */
	CompletableFuture<Boolean> send(RequestTask assignment, Reply reply) {
		PendingReply shipment = new PendingReply(assignment, write(assignment, reply).traced(assignment.trace()));
		ship(shipment);
		return shipment.confirmed();
	}

	/**
	 * Sends the reply that ends an assignment, for threads that must not wait.
	 * @param sending calls {@link #send}
	 */
	void sendSoon(Runnable sending) {
		try {
			this.scheduler.execute(sending);
		}
		catch (RejectedExecutionException ex) {
			logger.debug("Shutting down, the broker will deliver the request again");
		}
	}

	/** Sends the replies that wait for others, of which none will come. */
	void sendGathered() {
		sendSoon(this.convoy::depart);
	}

	/** Tells how far an assignment is; returns at once. */
	void tell(RequestTask assignment, Progress progress) {
		sendSoon(() -> assignment.unlessEnded(() -> {
			Future<?> unused = this.publisher.publish(write(assignment, progress)).thenAccept((outcome) -> {
				this.meters.count(outcome, 1);
				assignment.progression().arrived();
			});
		}));
	}

	private OutboundMessage write(RequestTask assignment, Reply reply) {
		return this.wireFormat.write(new CorrelatedReply(assignment.id(), assignment.attempt(), reply));
	}

	private void ship(PendingReply shipment) {
		if (!shipment.assignment().isFramed()) {
			Future<?> unused = publish(List.of(shipment));
		}
		else if (shipment.failures() > 0 || shipment.assignment().company().leave()) {
			this.convoy.add(List.of(shipment));
		}
		else {
			this.convoy.gather(shipment);
			leaveSoon();
		}
	}

	private void leaveSoon() {
		if (this.leavesSoon.compareAndSet(false, true)) {
			try {
				Future<?> unused = this.scheduler.schedule(() -> {
					this.leavesSoon.set(false);
					this.convoy.depart();
				}, COMPANY_MILLIS, TimeUnit.MILLISECONDS);
			}
			catch (RejectedExecutionException ex) {
				logger.debug("Shutting down, the broker will deliver the request again");
			}
		}
	}

	private CompletableFuture<?> publish(List<PendingReply> frame) {
		OutboundMessage message = this.wireFormat.pack(frame.stream().map(PendingReply::message).toList());
		return this.publisher.publish(message).thenAccept((outcome) -> {
			this.meters.count(outcome, frame.size());
			report(outcome);
			frame.forEach((shipment) -> conclude(shipment, outcome));
		});
	}

	private void conclude(PendingReply shipment, PublishOutcome outcome) {
		if (outcome == PublishOutcome.CONFIRMED) {
			shipment.confirmed().complete(true);
		}
		else if (shipment.assignment().isAcknowledgeable() || shipment.failures() < PATIENCE) {
			shipLater(shipment);
		}
		else {
			shipment.confirmed().complete(false);
		}
	}

	private void shipLater(PendingReply shipment) {
		long backoff = FIRST_BACKOFF_MILLIS << Math.min(shipment.failures(), LONGEST_BACKOFF_EXPONENT);
		long jitter = ThreadLocalRandom.current().nextLong(backoff / 2);
		try {
			Future<?> unused = this.scheduler.schedule(() -> ship(shipment.failed()), backoff + jitter,
					TimeUnit.MILLISECONDS);
		}
		catch (RejectedExecutionException ex) {
			logger.debug("Shutting down, the broker will deliver the request again");
		}
	}

	/** The first failure in a row is news, the others are not. */
	private void report(PublishOutcome outcome) {
		boolean trouble = outcome != PublishOutcome.CONFIRMED;
		if (this.inTrouble.compareAndSet(!trouble, trouble)) {
			if (trouble) {
				logger.warn("A reply is not confirmed ({}) and will be published again", outcome.label());
			}
			else {
				logger.info("Replies are confirmed again");
			}
		}
	}

}
