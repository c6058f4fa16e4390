package io.asyncreply.systemb.worker.execution;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.asyncreply.messages.CorrelatedReply;
import io.asyncreply.messages.Reply;
import io.asyncreply.messages.Reply.Progress;
import io.asyncreply.messages.Request;
import io.asyncreply.messaging.message.AmqpMessageCodec;
import io.asyncreply.messaging.message.OutboundMessage;
import io.asyncreply.messaging.publish.BatchLimits;
import io.asyncreply.messaging.publish.ConfirmingPublisher;
import io.asyncreply.messaging.publish.MessageBatcher;
import io.asyncreply.messaging.publish.PublishMetrics;
import io.asyncreply.messaging.publish.PublishOutcome;
import io.asyncreply.systemb.worker.task.RequestTask;
import io.asyncreply.systemb.worker.task.TaskGroup;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.backoff.BackOffExecution;
import org.springframework.util.backoff.ExponentialBackOff;

/**
 * Publishes replies until they are confirmed, or until the broker has taken back the
 * request. Progress is published once. Replies to the requests of a message batch are
 * collected for up to 2 ms and sent as message batches.
 */
public final class ReplyPublisher {

	private static final Logger logger = LoggerFactory.getLogger(ReplyPublisher.class);

	private static final ExponentialBackOff BACKOFF = new ExponentialBackOff(100, 2);

	static {
		BACKOFF.setJitter(50); // half of each interval
		BACKOFF.setMaxInterval(12_800);
	}

	/** The longest time that a reply waits for other replies of its group. */
	private static final long BATCH_DELAY_MILLIS = 2;

	/**
	 * The most failed publishes of a reply if its request cannot be acked any more. They
	 * last about 6 s. If the broker redelivers the request meanwhile, the request is not
	 * processed again.
	 */
	private static final int MAX_UNACKNOWLEDGEABLE_ATTEMPTS = 6;

	private final ConfirmingPublisher publisher;

	private final AmqpMessageCodec amqpMessageCodec;

	private final ScheduledExecutorService scheduler;

	private final PublishMetrics metrics;

	private final MessageBatcher<PendingReply> messageBatcher;

	private final AtomicBoolean flushScheduled = new AtomicBoolean();

	private final AtomicBoolean failing = new AtomicBoolean();

	/**
	 * Creates a publisher.
	 * @param publisher publishes messages
	 * @param amqpMessageCodec encodes replies
	 * @param scheduler runs tasks that publish and may wait for the broker; it ignores
	 * tasks after its shutdown
	 * @param meterRegistry registry of the publish metrics
	 */
	public ReplyPublisher(ConfirmingPublisher publisher, AmqpMessageCodec amqpMessageCodec,
			ScheduledExecutorService scheduler, MeterRegistry meterRegistry) {
		this.publisher = publisher;
		this.amqpMessageCodec = amqpMessageCodec;
		this.scheduler = scheduler;
		this.metrics = new PublishMetrics(meterRegistry);
		this.messageBatcher = new MessageBatcher<>(
				new BatchLimits<>(() -> AmqpMessageCodec.MAX_BATCH_MESSAGES, PendingReply::bodyLength),
				this::publishBatch, scheduler);
	}

	/**
	 * Publishes the reply that ends a task. If the request arrived in a message batch,
	 * the reply may wait up to 2 ms for other replies of the group.
	 * @return completed with true once the reply is confirmed, or with false once the
	 * request cannot be acked any more
	 */
	CompletableFuture<Boolean> publishReply(RequestTask requestTask, Reply reply) {
		PendingReply pendingReply = new PendingReply(requestTask,
				encode(requestTask, reply).withTraceParent(requestTask.traceParent()));
		enqueue(pendingReply);
		return pendingReply.confirmation();
	}

	/** Ends the reading of a delivery; flushes its replies if it has no pending task. */
	void closeGroup(TaskGroup taskGroup) {
		if (taskGroup.countDown()) {
			this.scheduler.execute(this.messageBatcher::flush);
		}
	}

	/** Publishes the progress of a task on another thread. */
	void publishProgress(RequestTask requestTask, Progress progress) {
		this.scheduler.execute(() -> requestTask.run().runUnlessEnded(() -> {
			this.publisher.publish(encode(requestTask, progress)).thenAccept((outcome) -> {
				this.metrics.count(outcome, 1);
				requestTask.run().progressThrottle().onSent();
			});
		}));
	}

	private OutboundMessage encode(RequestTask requestTask, Reply reply) {
		Request request = requestTask.request();
		return this.amqpMessageCodec
			.encode(new CorrelatedReply(request.id(), request.attempt(), request.operation(), request.ledger(), reply));
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
			this.scheduler.schedule(() -> {
				this.flushScheduled.set(false);
				this.messageBatcher.flush();
			}, BATCH_DELAY_MILLIS, TimeUnit.MILLISECONDS);
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
		PendingReply failedReply = pendingReply.withFailure();
		this.scheduler.schedule(() -> enqueue(failedReply), failedReply.nextBackOffMillis(), TimeUnit.MILLISECONDS);
	}

	/** Logs the first of several failures in a row, and the first confirm after them. */
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

	/**
	 * A reply that is not confirmed yet.
	 *
	 * @param requestTask the task that the reply ends
	 * @param message the reply as a message of its own
	 * @param confirmation completed with true once the broker has confirmed the reply, or
	 * with false once the request cannot be acked any more
	 * @param failures number of failed publishes
	 * @param backOff backoff of the next publish, null before the first failure
	 */
	private record PendingReply(RequestTask requestTask, OutboundMessage message,
			CompletableFuture<Boolean> confirmation, int failures, @Nullable BackOffExecution backOff) {

		PendingReply(RequestTask requestTask, OutboundMessage message) {
			this(requestTask, message, new CompletableFuture<>(), 0, null);
		}

		PendingReply withFailure() {
			return new PendingReply(this.requestTask, this.message, this.confirmation, this.failures + 1,
					(this.backOff != null) ? this.backOff : BACKOFF.start());
		}

		long nextBackOffMillis() {
			return (this.backOff != null) ? this.backOff.nextBackOff() : BACKOFF.getInitialInterval();
		}

		int bodyLength() {
			return this.message.body().length;
		}

	}

}
