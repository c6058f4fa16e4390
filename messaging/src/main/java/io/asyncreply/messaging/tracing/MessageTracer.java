package io.asyncreply.messaging.tracing;

import org.jspecify.annotations.Nullable;

/**
 * Records the spans of a request. Requests are processed in the same way without a
 * collector.
 */
public interface MessageTracer {

	/** Passes on the trace context of callers and records nothing. */
	MessageTracer PROPAGATING = new PropagatingMessageTracer();

	/**
	 * Returns the trace context of the current thread.
	 * @return trace context, null without a collector or outside of an HTTP call
	 */
	@Nullable TraceParent currentTraceParent();

	/**
	 * Starts a span.
	 * @param messageOperation operation on the message
	 * @param tracedMessage the message
	 * @param parent trace context of the previous span, null if there is none
	 * @return span, to be ended once
	 */
	MessageSpan startSpan(MessageOperation messageOperation, TracedMessage tracedMessage, @Nullable TraceParent parent);

}
