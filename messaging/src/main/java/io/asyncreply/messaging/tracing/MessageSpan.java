package io.asyncreply.messaging.tracing;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Span of one operation on a message.
 */
public interface MessageSpan {

	/** Span outside of a trace. */
	MessageSpan NOOP = new PropagatingMessageTracer.PropagatingMessageSpan(null);

	/**
	 * Returns the trace context for the next span.
	 * @return trace context, null outside of a trace
	 */
	@Nullable TraceParent traceParent();

	/**
	 * Runs an action in the scope of the span, so that its log lines have the trace id.
	 * @param <T> type of the result
	 * @param action action to run
	 * @return result of the action
	 */
	<T> T scoped(Supplier<T> action);

	/**
	 * Ends the span.
	 * @param error kind of the failure, null after a success
	 */
	void end(@Nullable String error);

}
