package io.asyncreply.messaging.tracing;

import org.jspecify.annotations.Nullable;

/**
 * Follows requests only as far as to pass on what callers say of their traces.
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

}
