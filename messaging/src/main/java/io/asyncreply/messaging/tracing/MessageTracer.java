package io.asyncreply.messaging.tracing;

import org.jspecify.annotations.Nullable;

/**
 * Follows requests on their way. Whether anybody collects what is seen changes nothing
 * for a request.
 */
public interface MessageTracer {

	/** Passes on what callers say of their traces and records nothing. */
	MessageTracer PROPAGATING = new PropagatingMessageTracer();

	/**
	 * Tells where the current thread is.
	 * @return null if nobody collects traces, or the thread serves no call
	 */
	@Nullable TraceParent currentTraceParent();

	/**
	 * Begins a step.
	 * @param messageOperation what is being done
	 * @param tracedMessage what it is done with
	 * @param parent the step before, null if there was none
	 * @return the step, to be ended once
	 */
	MessageSpan startSpan(MessageOperation messageOperation, TracedMessage tracedMessage, @Nullable TraceParent parent);

}
