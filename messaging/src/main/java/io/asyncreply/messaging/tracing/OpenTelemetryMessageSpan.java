package io.asyncreply.messaging.tracing;

import java.util.function.Supplier;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/**
 * A step as a span.
 *
 * @param span what is recorded
 */
record OpenTelemetryMessageSpan(Span span) implements MessageSpan {

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
