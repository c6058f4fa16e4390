package io.asyncreply.messaging.tracing;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * A step that nobody collects: its trace is passed on as it came.
 *
 * @param traceParent where in which trace the step before was
 */
record PropagatingMessageSpan(@Nullable TraceParent traceParent) implements MessageSpan {

	@Override
	public <T> T scoped(Supplier<T> action) {
		return action.get();
	}

	@Override
	public void end(@Nullable String error) {
		// Nobody is told.
	}

}
