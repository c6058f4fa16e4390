package io.asyncreply.systema.dispatch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.asyncreply.messages.Request;
import io.asyncreply.messages.amqp.ConfirmedPublisher;
import io.asyncreply.messages.amqp.OutgoingMessage;
import io.asyncreply.messages.amqp.PublishMeters;
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
 * Publishes requests, one or several in a message, counted, timed and traced.
 */
final class RequestPublisher {

	private final ConfirmedPublisher publisher;

	private final WireFormat wireFormat;

	private final MeterRegistry meters;

	private final PublishMeters outcomes;

	private final Traces traces;

	RequestPublisher(ConfirmedPublisher publisher, WireFormat wireFormat, MeterRegistry meters, Traces traces) {
		this.publisher = publisher;
		this.wireFormat = wireFormat;
		this.meters = meters;
		this.outcomes = new PublishMeters(meters);
		this.traces = traces;
	}

	/**
	 * Publishes requests in one message.
	 * @param frame what to publish, all to one queue
	 * @return completed with what became of them
	 */
	CompletableFuture<PublishOutcome> publish(List<Unsent> frame) {
		long start = System.nanoTime();
		List<Step> steps = new ArrayList<>(frame.size());
		List<OutgoingMessage> messages = new ArrayList<>(frame.size());
		for (Unsent request : frame) {
			OutgoingMessage message = this.wireFormat.write(new Request(request.id(), request.operation(),
					request.attempt(), request.deadline(), request.payload()), request.lane());
			Step step = begin(request, message);
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
	private void time(List<Unsent> frame, Duration duration) {
		Timer timer = this.meters.timer("asyncreply.stage.duration", "stage", "publish", "operation",
				frame.get(0).operation());
		frame.forEach((request) -> timer.record(duration));
	}

	private Step begin(Unsent request, OutgoingMessage message) {
		return this.traces.begin(Stage.PUBLISH,
				new Subject(message.exchange(), message.routingKey(), request.id(), request.attempt()),
				request.trace());
	}

}
