package io.asyncreply.messages.trace;

import org.jspecify.annotations.Nullable;

/**
 * Follows requests only as far as to pass on what callers say of their traces.
 */
final class UncollectedTraces implements Traces {

	@Override
	public @Nullable TraceParent current() {
		return null;
	}

	@Override
	public Step begin(Stage stage, Subject subject, @Nullable TraceParent parent) {
		return (parent != null) ? new PassedOn(parent) : Step.NONE;
	}

}
