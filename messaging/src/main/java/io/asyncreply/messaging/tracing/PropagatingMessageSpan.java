package io.asyncreply.messaging.tracing;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * A step that nobody collects: its trace is passed on as it came.
 *
 * @param context where in which trace the step before was
 */
record PropagatingMessageSpan(@Nullable TraceParent context) implements MessageSpan {

	@Override
	public <T> T around(Supplier<T> work) {
		return work.get();
	}

	@Override
	public void end(@Nullable String error) {
		// Nobody is told.
	}

}
