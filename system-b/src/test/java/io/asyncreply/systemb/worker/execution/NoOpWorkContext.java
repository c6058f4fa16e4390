package io.asyncreply.systemb.worker.execution;

import java.time.Instant;

import io.asyncreply.messages.RequestId;
import io.asyncreply.systemb.operation.WorkContext;
import org.jspecify.annotations.Nullable;

/**
 * A work context that ignores progress.
 *
 * @param id the request's id
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
