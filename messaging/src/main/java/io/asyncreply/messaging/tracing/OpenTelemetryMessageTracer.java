package io.asyncreply.messaging.tracing;

import java.util.function.Supplier;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/**
 * Records spans with OpenTelemetry, which samples and exports them.
 */
final class OpenTelemetryMessageTracer implements MessageTracer {

	private static final int TRACE_ID_OFFSET = 3;

	private static final int SPAN_ID_OFFSET = 36;

	private static final int FLAGS_OFFSET = 53;

	private final Tracer tracer;

	OpenTelemetryMessageTracer(Tracer tracer) {
		this.tracer = tracer;
	}

	@Override
	public @Nullable TraceParent currentTraceParent() {
		SpanContext current = Span.current().getSpanContext();
		return current.isValid() ? traceParent(current) : null;
	}

	@Override
	public MessageSpan startSpan(MessageOperation messageOperation, TracedMessage tracedMessage,
			@Nullable TraceParent parent) {
		SpanBuilder spanBuilder = this.tracer.spanBuilder(messageOperation.label() + " " + tracedMessage.destination())
			.setSpanKind((messageOperation == MessageOperation.PUBLISH) ? SpanKind.PRODUCER : SpanKind.CONSUMER)
			.setParent((parent != null) ? Context.root().with(Span.wrap(spanContext(parent))) : Context.root())
			.setAttribute("messaging.system", "rabbitmq")
			.setAttribute("messaging.operation.name", messageOperation.label())
			.setAttribute("messaging.operation.type", messageOperation.type())
			.setAttribute("messaging.destination.name", tracedMessage.destination())
			.setAttribute("messaging.rabbitmq.destination.routing_key", tracedMessage.queue())
			.setAttribute("messaging.message.id", tracedMessage.requestId().toString())
			.setAttribute("messaging.message.conversation_id", tracedMessage.requestId().toString())
			.setAttribute("asyncreply.attempt", tracedMessage.attempt());
		return new OpenTelemetryMessageSpan(spanBuilder.startSpan());
	}

	private static TraceParent traceParent(SpanContext context) {
		return new TraceParent(
				"00-" + context.getTraceId() + "-" + context.getSpanId() + "-" + context.getTraceFlags().asHex());
	}

	private static SpanContext spanContext(TraceParent parent) {
		String value = parent.value();
		return SpanContext.createFromRemoteParent(value.substring(TRACE_ID_OFFSET, SPAN_ID_OFFSET - 1),
				value.substring(SPAN_ID_OFFSET, FLAGS_OFFSET - 1), TraceFlags.fromHex(value, FLAGS_OFFSET),
				TraceState.getDefault());
	}

	/**
	 * A message span that OpenTelemetry records.
	 *
	 * @param span span of OpenTelemetry
	 */
	private record OpenTelemetryMessageSpan(Span span) implements MessageSpan {

		@Override
		public TraceParent traceParent() {
			return OpenTelemetryMessageTracer.traceParent(this.span.getSpanContext());
		}

		@Override
		public <T> T scoped(Supplier<T> action) {
			return Context.current().with(this.span).wrapSupplier(action).get();
		}

		@Override
		public void end(@Nullable String error) {
			if (error != null) {
				this.span.setStatus(StatusCode.ERROR).setAttribute("error.type", error);
			}
			this.span.end();
		}

	}

}
