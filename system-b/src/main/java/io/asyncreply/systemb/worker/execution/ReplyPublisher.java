package io.asyncreply.systemb.worker.execution;

import java.util.List;
import java.util.concurrent.CompletableFuture;
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

	private static final long INITIAL_BACKOFF_MILLIS = 100;

	/** So long at most a reply waits for those of the requests that came with its own. */
	private static final long BATCH_DELAY_MILLIS = 2;

	private static final int MAX_BACKOFF_EXPONENT = 7;

	/**
	 * So often a reply is published although its request is no longer acknowledgeable,
	 * about 6 s: time enough for the broker to be back with a copy, which then needs no
	 * work.
	 */
	private static final int MAX_UNACKNOWLEDGEABLE_ATTEMPTS = 6;

	private final ConfirmingPublisher publisher;

	private final AmqpMessageCodec amqpMessageCodec;

	private final ScheduledExecutorService scheduler;

	private final PublishMetrics metrics;

	private final MessageBatcher<PendingReply> messageBatcher;

	private final AtomicBoolean flushScheduled = new AtomicBoolean();

	private final AtomicBoolean failing = new AtomicBoolean();

	public ReplyPublisher(ConfirmingPublisher publisher, AmqpMessageCodec amqpMessageCodec,
			ScheduledExecutorService scheduler, MeterRegistry metrics) {
		this.publisher = publisher;
		this.amqpMessageCodec = amqpMessageCodec;
		this.scheduler = scheduler;
		this.metrics = new PublishMetrics(metrics);
		this.messageBatcher = new MessageBatcher<>(
				new BatchLimits<>(() -> BatchLimits.MAX_MESSAGES, PendingReply::bodyLength), this::publishBatch,
				this::execute);
	}

	/**
	 * Sends the reply that ends an assignment, in a frame only if the request came in
	 * one; then it may wait a little for the replies to the others.
	 * @return completed with true once it is confirmed, with false when nobody is left
	 * who could acknowledge the request
	 */
	CompletableFuture<Boolean> publishReply(RequestTask requestTask, Reply reply) {
		PendingReply pendingReply = new PendingReply(requestTask,
				encode(requestTask, reply).withTraceParent(requestTask.traceParent()));
		enqueue(pendingReply);
		return pendingReply.confirmation();
	}

	/**
	 * Sends the reply that ends an assignment, for threads that must not wait.
	 * @param task calls {@link #publishReply}
	 */
	void execute(Runnable task) {
		try {
			this.scheduler.execute(task);
		}
		catch (RejectedExecutionException ex) {
			logger.debug("Shutting down, the broker will deliver the request again");
		}
	}

	/** Sends the replies that wait for others, of which none will come. */
	void flushAsync() {
		execute(this.messageBatcher::flush);
	}

	/** Tells how far an assignment is; returns at once. */
	void publishProgress(RequestTask requestTask, Progress progress) {
		execute(() -> requestTask.runUnlessEnded(() -> {
			this.publisher.publish(encode(requestTask, progress)).thenAccept((outcome) -> {
				this.metrics.count(outcome, 1);
				requestTask.progressThrottle().onSent();
			});
		}));
	}

	private OutboundMessage encode(RequestTask requestTask, Reply reply) {
		return this.amqpMessageCodec.encode(new CorrelatedReply(requestTask.id(), requestTask.attempt(), reply));
	}

	private void enqueue(PendingReply pendingReply) {
		if (!pendingReply.requestTask().isFromBatch()) {
			publishBatch(List.of(pendingReply));
		}
		else if (pendingReply.failures() > 0 || pendingReply.requestTask().taskGroup().countDown()) {
			this.messageBatcher.add(List.of(pendingReply));
		}
		else {
			this.messageBatcher.buffer(pendingReply);
			scheduleFlush();
		}
	}

	private void scheduleFlush() {
		if (this.flushScheduled.compareAndSet(false, true)) {
			try {
				this.scheduler.schedule(() -> {
					this.flushScheduled.set(false);
					this.messageBatcher.flush();
				}, BATCH_DELAY_MILLIS, TimeUnit.MILLISECONDS);
			}
			catch (RejectedExecutionException ex) {
				logger.debug("Shutting down, the broker will deliver the request again");
			}
		}
	}

	private CompletableFuture<?> publishBatch(List<PendingReply> batch) {
		OutboundMessage message = this.amqpMessageCodec.pack(batch.stream().map(PendingReply::message).toList());
		return this.publisher.publish(message).thenAccept((outcome) -> {
			this.metrics.count(outcome, batch.size());
			logTransition(outcome);
			batch.forEach((pendingReply) -> onOutcome(pendingReply, outcome));
		});
	}

	private void onOutcome(PendingReply pendingReply, PublishOutcome outcome) {
		if (outcome == PublishOutcome.CONFIRMED) {
			pendingReply.confirmation().complete(true);
		}
		else if (pendingReply.requestTask().isAcknowledgeable()
				|| pendingReply.failures() < MAX_UNACKNOWLEDGEABLE_ATTEMPTS) {
			scheduleRetry(pendingReply);
		}
		else {
			pendingReply.confirmation().complete(false);
		}
	}

	private void scheduleRetry(PendingReply pendingReply) {
		long backoff = INITIAL_BACKOFF_MILLIS << Math.min(pendingReply.failures(), MAX_BACKOFF_EXPONENT);
		long jitter = ThreadLocalRandom.current().nextLong(backoff / 2);
		try {
			this.scheduler.schedule(() -> enqueue(pendingReply.withFailure()), backoff + jitter, TimeUnit.MILLISECONDS);
		}
		catch (RejectedExecutionException ex) {
			logger.debug("Shutting down, the broker will deliver the request again");
		}
	}

	/** The first failure in a row is news, the others are not. */
	private void logTransition(PublishOutcome outcome) {
		boolean failed = outcome != PublishOutcome.CONFIRMED;
		if (this.failing.compareAndSet(!failed, failed)) {
			if (failed) {
				logger.warn("A reply is not confirmed ({}) and will be published again", outcome.label());
			}
			else {
				logger.info("Replies are confirmed again");
			}
		}
	}

}
