package io.asyncreply.messaging.tracing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/**
 * Records each step as a span of OpenTelemetry, which samples and collects them.
 */
final class OpenTelemetryMessageTracer implements MessageTracer {

	private static final int TRACE_ID = 3;

	private static final int SPAN_ID = 36;

	private static final int FLAGS = 53;

	private final Tracer tracer;

	OpenTelemetryMessageTracer(Tracer tracer) {
		this.tracer = tracer;
	}

	@Override
	public @Nullable TraceParent current() {
		SpanContext current = Span.current().getSpanContext();
		return current.isValid() ? traceParent(current) : null;
	}

	@Override
	public MessageSpan begin(MessageOperation stage, TracedMessage subject, @Nullable TraceParent parent) {
		SpanBuilder builder = this.tracer.spanBuilder(stage.label() + " " + subject.destination())
			.setSpanKind((stage == MessageOperation.PUBLISH) ? SpanKind.PRODUCER : SpanKind.CONSUMER)
			.setParent((parent != null) ? Context.root().with(Span.wrap(spanContext(parent))) : Context.root())
			.setAttribute("messaging.system", "rabbitmq")
			.setAttribute("messaging.operation.name", stage.label())
			.setAttribute("messaging.operation.type", stage.type())
			.setAttribute("messaging.destination.name", subject.destination())
			.setAttribute("messaging.rabbitmq.destination.routing_key", subject.queue())
			.setAttribute("messaging.message.id", subject.request().toString())
			.setAttribute("messaging.message.conversation_id", subject.request().toString())
			.setAttribute("asyncreply.attempt", subject.attempt());
		return new OpenTelemetryMessageSpan(builder.startSpan());
	}

	static TraceParent traceParent(SpanContext context) {
		return new TraceParent(
				"00-" + context.getTraceId() + "-" + context.getSpanId() + "-" + context.getTraceFlags().asHex());
	}

	private static SpanContext spanContext(TraceParent parent) {
		String value = parent.value();
		return SpanContext.createFromRemoteParent(value.substring(TRACE_ID, SPAN_ID - 1),
				value.substring(SPAN_ID, FLAGS - 1), TraceFlags.fromHex(value, FLAGS), TraceState.getDefault());
	}

}
