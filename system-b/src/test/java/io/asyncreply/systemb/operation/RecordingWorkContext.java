package io.asyncreply.systemb.operation;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.asyncreply.messages.RequestId;
import org.jspecify.annotations.Nullable;

/**
 * A work context that records progress and can be cancelled.
 */
final class RecordingWorkContext implements WorkContext {

	private final RequestId id = RequestId.generate(Clock.systemUTC());

	private final int attempt;

	private final List<Integer> reports = new ArrayList<>();

	private volatile boolean cancelled;

	RecordingWorkContext(int attempt) {
		this.attempt = attempt;
	}

	List<Integer> reports() {
		return this.reports;
	}

	void cancel() {
		this.cancelled = true;
	}

	@Override
	public RequestId id() {
		return this.id;
	}

	@Override
	public int attempt() {
		return this.attempt;
	}

	@Override
	public Instant deadline() {
		return Instant.MAX;
	}

	@Override
	public void progress(int percent, @Nullable String message) {
		this.reports.add(percent);
	}

	@Override
	public boolean isCancelled() {
		return this.cancelled;
	}

}
