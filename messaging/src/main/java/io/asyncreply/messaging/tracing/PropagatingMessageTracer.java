package io.asyncreply.messaging.tracing;

import org.jspecify.annotations.Nullable;

/**
 * Follows requests only as far as to pass on what callers say of their traces.
 */
final class PropagatingMessageTracer implements MessageTracer {

	@Override
	public @Nullable TraceParent current() {
		return null;
	}

	@Override
	public MessageSpan begin(MessageOperation stage, TracedMessage subject, @Nullable TraceParent parent) {
		return (parent != null) ? new PropagatingMessageSpan(parent) : MessageSpan.NONE;
	}

}
