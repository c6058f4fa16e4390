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
 * Publishes requests, one or several in a message, counted, timed and traced.
 */
final class RequestPublisher {

	private final ConfirmingPublisher publisher;

	private final AmqpMessageCodec wireFormat;

	private final MeterRegistry meters;

	private final PublishMetrics outcomes;

	private final MessageTracer traces;

	RequestPublisher(ConfirmingPublisher publisher, AmqpMessageCodec wireFormat, MeterRegistry meters,
			MessageTracer traces) {
		this.publisher = publisher;
		this.wireFormat = wireFormat;
		this.meters = meters;
		this.outcomes = new PublishMetrics(meters);
		this.traces = traces;
	}

	/**
	 * Publishes requests in one message.
	 * @param frame what to publish, all to one queue
	 * @return completed with what became of them
	 */
	CompletableFuture<PublishOutcome> publish(List<OutboxEntry> frame) {
		long start = System.nanoTime();
		List<MessageSpan> steps = new ArrayList<>(frame.size());
		List<OutboundMessage> messages = new ArrayList<>(frame.size());
		for (OutboxEntry request : frame) {
			OutboundMessage message = this.wireFormat.write(new Request(request.id(), request.operation(),
					request.attempt(), request.deadline(), request.payload()), request.lane());
			MessageSpan step = begin(request, message);
			steps.add(step);
			messages.add(message.traced(step.context()));
		}
		return this.publisher.publish(this.wireFormat.pack(messages)).thenApply((outcome) -> {
			boolean confirmed = outcome == PublishOutcome.CONFIRMED;
			steps.forEach((step) -> step.end(confirmed ? null : outcome.label()));
			this.outcomes.count(outcome, frame.size());
			if (confirmed) {
				time(frame, Duration.ofNanos(System.nanoTime() - start));
			}
			return outcome;
		});
	}

	/** Each of them took as long as all. */
	private void time(List<OutboxEntry> frame, Duration duration) {
		Timer timer = this.meters.timer("asyncreply.stage.duration", "stage", "publish", "operation",
				frame.get(0).operation());
		frame.forEach((request) -> timer.record(duration));
	}

	private MessageSpan begin(OutboxEntry request, OutboundMessage message) {
		return this.traces.begin(MessageOperation.PUBLISH,
				new TracedMessage(message.exchange(), message.routingKey(), request.id(), request.attempt()),
				request.trace());
	}

}
