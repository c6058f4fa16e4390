package io.asyncreply.systema.dispatch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.asyncreply.messages.Request;
import io.asyncreply.messaging.message.AmqpMessageCodec;
import io.asyncreply.messaging.message.OutboundMessage;
import io.asyncreply.messaging.publish.ConfirmingPublisher;
import io.asyncreply.messaging.publish.PublishMetrics;
import io.asyncreply.messaging.publish.PublishOutcome;
import io.asyncreply.messaging.tracing.MessageOperation;
import io.asyncreply.messaging.tracing.MessageSpan;
import io.asyncreply.messaging.tracing.MessageTracer;
import io.asyncreply.messaging.tracing.TracedMessage;
import io.asyncreply.systema.ledger.model.OutboxEntry;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/**
 * Encodes and publishes requests, with metrics and a span for each request.
 */
final class RequestPublisher {

	private final ConfirmingPublisher publisher;

	private final AmqpMessageCodec amqpMessageCodec;

	private final MeterRegistry meters;

	private final PublishMetrics publishMetrics;

	private final MessageTracer messageTracer;

	private final String ledger;

	RequestPublisher(ConfirmingPublisher publisher, AmqpMessageCodec amqpMessageCodec, MeterRegistry meters,
			MessageTracer messageTracer, String ledger) {
		this.publisher = publisher;
		this.amqpMessageCodec = amqpMessageCodec;
		this.meters = meters;
		this.publishMetrics = new PublishMetrics(meters);
		this.messageTracer = messageTracer;
		this.ledger = ledger;
	}

	/**
	 * Publishes requests in one message.
	 * @param batch the requests, all of one queue
	 * @return completed with their outcome, never exceptionally
	 */
	CompletableFuture<PublishOutcome> publish(List<OutboxEntry> batch) {
		long startNanos = System.nanoTime();
		List<MessageSpan> spans = new ArrayList<>(batch.size());
		List<OutboundMessage> messages = new ArrayList<>(batch.size());
		for (OutboxEntry request : batch) {
			OutboundMessage message = this.amqpMessageCodec.encode(new Request(request.id(), request.operation(),
					request.attempt(), request.deadline(), request.payload(), this.ledger), request.lane());
			MessageSpan span = startSpan(request, message);
			spans.add(span);
			messages.add(message.withTraceParent(span.traceParent()));
		}
		return this.publisher.publish(this.amqpMessageCodec.pack(messages)).thenApply((outcome) -> {
			boolean confirmed = outcome == PublishOutcome.CONFIRMED;
			spans.forEach((span) -> span.end(confirmed ? null : outcome.label()));
			this.publishMetrics.count(outcome, batch.size());
			if (confirmed) {
				recordDuration(batch, Duration.ofNanos(System.nanoTime() - startNanos));
			}
			return outcome;
		});
	}

	/** Each request took as long as the whole batch. */
	private void recordDuration(List<OutboxEntry> batch, Duration duration) {
		Timer timer = this.meters.timer("asyncreply.stage.duration", "stage", "publish", "operation",
				batch.get(0).operation());
		batch.forEach((request) -> timer.record(duration));
	}

	private MessageSpan startSpan(OutboxEntry request, OutboundMessage message) {
		return this.messageTracer.startSpan(MessageOperation.PUBLISH,
				new TracedMessage(message.exchange(), message.routingKey(), request.id(), request.attempt()),
				request.trace());
	}

}
