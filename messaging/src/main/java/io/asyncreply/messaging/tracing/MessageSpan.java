package io.asyncreply.messaging.tracing;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * One step of a request's way.
 */
public interface MessageSpan {

	/** A step of no trace. */
	MessageSpan NOOP = new PropagatingMessageTracer.PropagatingMessageSpan(null);

	/**
	 * Tells what the next step follows.
	 * @return null if the request belongs to no trace
	 */
	@Nullable TraceParent traceParent();

	/**
	 * Does the work of the step, so that what it logs carries the ids of the trace.
	 * @param <T> what comes out
	 * @param action the work
	 * @return what comes out
	 */
	<T> T scoped(Supplier<T> action);

	/**
	 * Ends the step.
	 * @param error the kind of failure, null if there was none
	 */
	void end(@Nullable String error);

}
