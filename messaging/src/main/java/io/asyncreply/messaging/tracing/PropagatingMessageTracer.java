package io.asyncreply.messaging.tracing;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Passes the trace context of callers on and records no spans.
 */
final class PropagatingMessageTracer implements MessageTracer {

	@Override
	public @Nullable TraceParent currentTraceParent() {
		return null;
	}

	@Override
	public MessageSpan startSpan(MessageOperation messageOperation, TracedMessage tracedMessage,
			@Nullable TraceParent parent) {
		return (parent != null) ? new PropagatingMessageSpan(parent) : MessageSpan.NOOP;
	}

	/**
	 * A span that records nothing and passes its parent on.
	 *
	 * @param traceParent parent of the span, null outside of a trace
	 */
	record PropagatingMessageSpan(@Nullable TraceParent traceParent) implements MessageSpan {

		@Override
		public <T> T scoped(Supplier<T> action) {
			return action.get();
		}

		@Override
		public void end(@Nullable String error) {
			// there is nothing to record
		}

	}

}
