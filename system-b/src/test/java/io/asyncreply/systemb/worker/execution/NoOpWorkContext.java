package io.asyncreply.systemb.worker.execution;

import java.time.Instant;

import io.asyncreply.messages.RequestId;
import io.asyncreply.systemb.operation.WorkContext;
import org.jspecify.annotations.Nullable;

/**
 * Work that nobody looks at.
 *
 * @param id the request's
 */
record NoOpWorkContext(RequestId id) implements WorkContext {

	@Override
	public int attempt() {
		return 1;
	}

	@Override
	public Instant deadline() {
		return Instant.MAX;
	}

	@Override
	public void progress(int percent, @Nullable String message) {
	}

	@Override
	public boolean isCancelled() {
		return false;
	}

}
