package io.asyncreply.systema.web.event;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;

import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.estimation.CompletionEstimate;
import io.asyncreply.systema.ledger.model.RequestState;
import io.asyncreply.systema.ledger.model.StoredRequest;
import io.asyncreply.systema.web.http.ChunkSource;
import io.asyncreply.systema.web.http.StreamingResponseWriter;
import org.jspecify.annotations.Nullable;

/**
 * Creates the server-sent events of one request, which a {@link StreamingResponseWriter}
 * writes. Each change is a {@code status} or {@code progress} event. An {@code eta} event
 * is sent when the estimate moves by a tenth, and otherwise a heartbeat comment. Not
 * thread-safe: calls must not overlap.
 */
final class ServerSentEventSource implements ChunkSource {

	/** A comment, which callers ignore. */
	private static final byte[] HEARTBEAT = ":\n\n".getBytes(StandardCharsets.US_ASCII);

	/** Delay in milliseconds before a caller reconnects. */
	private static final byte[] RETRY = "retry: 2000\n\n".getBytes(StandardCharsets.US_ASCII);

	/** A smaller change of the estimate is not sent. */
	private static final double MIN_RELATIVE_CHANGE = 0.1;

	private final ChangeBuffer changeBuffer;

	private final Function<StoredRequest, Optional<CompletionEstimate>> estimates;

	private final StatusEventRenderer eventRenderer;

	private final HeartbeatPolicy heartbeatPolicy;

	private final String contextPath;

	/** The version that the caller had received before it reconnected; 0 after that. */
	private int lastSeenVersion;

	private boolean started;

	private @Nullable StoredRequest lastSent;

	private @Nullable CompletionEstimate lastSentEstimate;

	private long lastSentNanos;

	/** Time of the last change or of the last refresh. */
	private long lastChangeNanos;

	/**
	 * Creates the events of one stream.
	 * @param changeBuffer the changes to send
	 * @param estimates returns the current estimate of a request
	 * @param eventRenderer renders the events
	 * @param heartbeatPolicy intervals and clock of heartbeats and refreshes
	 * @param lastSeenVersion the version that the caller has received last, 0 for none
	 * @param contextPath path under which the caller sees the API
	 */
	ServerSentEventSource(ChangeBuffer changeBuffer, Function<StoredRequest, Optional<CompletionEstimate>> estimates,
			StatusEventRenderer eventRenderer, HeartbeatPolicy heartbeatPolicy, int lastSeenVersion,
			String contextPath) {
		this.changeBuffer = changeBuffer;
		this.estimates = estimates;
		this.eventRenderer = eventRenderer;
		this.heartbeatPolicy = heartbeatPolicy;
		this.lastSeenVersion = lastSeenVersion;
		this.contextPath = contextPath;
		this.lastSentNanos = heartbeatPolicy.nanoTime().getAsLong();
		this.lastChangeNanos = this.lastSentNanos;
	}

	@Override
	public byte @Nullable [] poll() {
		byte[] chunk = this.started ? nextEvent() : RETRY;
		this.started = true;
		if (chunk != null) {
			this.lastSentNanos = nowNanos();
		}
		return chunk;
	}

	/**
	 * Returns true after the terminal state was sent, or after the last change of a
	 * closed buffer.
	 */
	@Override
	public boolean isFinished() {
		return (this.lastSent != null && this.lastSent.state().isEnded()) || this.changeBuffer.isComplete();
	}

	private byte @Nullable [] nextEvent() {
		StoredRequest change = isFinished() ? null : this.changeBuffer.poll();
		if (change != null && change.version() == this.lastSeenVersion) {
			recordSent(change, this.estimates.apply(change).orElse(null));
			change = this.changeBuffer.poll();
		}
		if (change != null) {
			return changeEvent(change);
		}
		byte[] estimateEvent = null;
		if (this.lastSent != null && !isFinished()) {
			refreshIfSilent(this.lastSent.id());
			estimateEvent = estimateEvent(this.lastSent);
		}
		return (estimateEvent == null && isIntervalOver(this.lastSentNanos)) ? HEARTBEAT : estimateEvent;
	}

	private byte[] changeEvent(StoredRequest change) {
		String name = isProgress(change) ? "progress" : "status";
		CompletionEstimate completionEstimate = this.estimates.apply(change).orElse(null);
		recordSent(change, completionEstimate);
		return this.eventRenderer.renderChange(name, change, completionEstimate, this.contextPath);
	}

	private byte @Nullable [] estimateEvent(StoredRequest request) {
		CompletionEstimate completionEstimate = this.estimates.apply(request).orElse(null);
		if (completionEstimate == null || !hasChanged(this.lastSentEstimate, completionEstimate)) {
			return null;
		}
		this.lastSentEstimate = completionEstimate;
		return this.eventRenderer.renderEstimate(request, completionEstimate);
	}

	private void recordSent(StoredRequest request, @Nullable CompletionEstimate completionEstimate) {
		this.lastSent = request;
		this.lastSentEstimate = completionEstimate;
		this.lastSeenVersion = 0;
		this.lastChangeNanos = nowNanos();
	}

	private boolean isProgress(StoredRequest change) {
		return this.lastSent != null && this.lastSent.state() == RequestState.RUNNING
				&& change.state() == RequestState.RUNNING && this.lastSent.attempt() == change.attempt();
	}

	/** Reads the row again, because the notification of another instance can be lost. */
	private void refreshIfSilent(RequestId id) {
		if (isIntervalOver(this.lastChangeNanos)) {
			this.lastChangeNanos = nowNanos();
			this.heartbeatPolicy.refresh().accept(id);
		}
	}

	private boolean isIntervalOver(long since) {
		return nowNanos() - since >= this.heartbeatPolicy.interval().toNanos();
	}

	private long nowNanos() {
		return this.heartbeatPolicy.nanoTime().getAsLong();
	}

	private static boolean hasChanged(@Nullable CompletionEstimate before, CompletionEstimate now) {
		return before == null || before.basis() != now.basis() || differs((double) before.ahead(), (double) now.ahead())
				|| (before.seconds() != null && now.seconds() != null && differs(before.seconds(), now.seconds()));
	}

	private static boolean differs(double before, double now) {
		return Math.abs(now - before) >= Math.max(1, before * MIN_RELATIVE_CHANGE);
	}

	/**
	 * Intervals of heartbeats and refreshes.
	 *
	 * @param interval longest time without output before a heartbeat, and without a
	 * change before a refresh
	 * @param nanoTime monotonic clock in nanoseconds
	 * @param refresh reads the row of a request again
	 */
	record HeartbeatPolicy(Duration interval, LongSupplier nanoTime, Consumer<RequestId> refresh) {

	}

}
