package io.asyncreply.systema.dispatch;

import java.util.concurrent.CompletableFuture;

import io.asyncreply.messages.Request;
import io.asyncreply.messages.amqp.ConfirmedPublisher;
import io.asyncreply.messages.amqp.OutgoingMessage;
import io.asyncreply.messages.amqp.PublishOutcome;
import io.asyncreply.messages.amqp.WireFormat;
import io.asyncreply.messages.trace.Stage;
import io.asyncreply.messages.trace.Step;
import io.asyncreply.messages.trace.Subject;
import io.asyncreply.messages.trace.Traces;
import io.asyncreply.systema.ledger.Unsent;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/**
 * Publishes one request, counted, timed and traced.
 */
final class RequestPublisher {

	private final ConfirmedPublisher publisher;

	private final WireFormat wireFormat;

	private final MeterRegistry meters;

	private final Traces traces;

	RequestPublisher(ConfirmedPublisher publisher, WireFormat wireFormat, MeterRegistry meters, Traces traces) {
		this.publisher = publisher;
		this.wireFormat = wireFormat;
		this.meters = meters;
		this.traces = traces;
	}

	/**
	 * Publishes a request.
	 * @param request what to publish
	 * @return completed with what became of it
	 */
	CompletableFuture<PublishOutcome> publish(Unsent request) {
		Timer.Sample sample = Timer.start(this.meters);
		OutgoingMessage message = this.wireFormat.write(new Request(request.id(), request.operation(),
				request.attempt(), request.deadline(), request.payload()), request.lane());
		Step step = this.traces.begin(Stage.PUBLISH,
				new Subject(message.exchange(), message.routingKey(), request.id(), request.attempt()),
				request.trace());
		return this.publisher.publish(message.traced(step.context())).thenApply((outcome) -> {
			boolean confirmed = outcome == PublishOutcome.CONFIRMED;
			step.end(confirmed ? null : outcome.label());
			this.meters.counter("asyncreply.publishes", "outcome", outcome.label()).increment();
			if (confirmed) {
				sample.stop(this.meters.timer("asyncreply.stage.duration", "stage", "publish", "operation",
						request.operation()));
			}
			return outcome;
		});
	}

}
