package io.asyncreply.systema.web.event;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;

import io.asyncreply.messages.RequestId;
import io.asyncreply.messaging.json.StrictJson;
import io.asyncreply.systema.estimation.CompletionEstimate;
import io.asyncreply.systema.ledger.model.RequestState;
import io.asyncreply.systema.ledger.model.StoredRequest;
import io.asyncreply.systema.web.http.ChunkSource;
import io.asyncreply.systema.web.request.StatusResponse;
import org.jspecify.annotations.Nullable;

/**
 * What a follower of a request is told: each change once, the estimate as it moves, and
 * otherwise a sign of life. Told by one thread at a time.
 */
final class RequestEventSource implements ChunkSource {

	/** A smaller move of the estimate is not worth an event. */
	private static final double MIN_RELATIVE_CHANGE = 0.1;

	private final ChangeBuffer changeBuffer;

	private final Function<StoredRequest, Optional<CompletionEstimate>> estimates;

	private final HeartbeatPolicy heartbeatPolicy;

	/**
	 * The version that the follower has seen before; 0 for none, or once it counts no
	 * more.
	 */
	private int lastSeenVersion;

	private boolean started;

	private @Nullable StoredRequest lastSent;

	private @Nullable CompletionEstimate lastSentEstimate;

	private long lastSentNanos;

	/** When a change was heard of, or asked for because none was. */
	private long lastChangeNanos;

	/**
	 * Makes a story.
	 * @param changeBuffer brings the changes
	 * @param estimates tells when a request will have ended
	 * @param heartbeatPolicy what is done about silence
	 * @param lastSeenVersion the version that the follower has seen before, 0 for none
	 */
	RequestEventSource(ChangeBuffer changeBuffer, Function<StoredRequest, Optional<CompletionEstimate>> estimates,
			HeartbeatPolicy heartbeatPolicy, int lastSeenVersion) {
		this.changeBuffer = changeBuffer;
		this.estimates = estimates;
		this.heartbeatPolicy = heartbeatPolicy;
		this.lastSeenVersion = lastSeenVersion;
		this.lastSentNanos = heartbeatPolicy.nanoTime().getAsLong();
		this.lastChangeNanos = this.lastSentNanos;
	}

	@Override
	public @Nullable String poll() {
		String chunk = this.started ? nextEvent() : EventText.RETRY;
		this.started = true;
		if (chunk != null) {
			this.lastSentNanos = nowNanos();
		}
		return chunk;
	}

	/** Also if nobody tells any more. */
	@Override
	public boolean isFinished() {
		return (this.lastSent != null && this.lastSent.state().isEnded()) || this.changeBuffer.isComplete();
	}

	private @Nullable String nextEvent() {
		StoredRequest change = isFinished() ? null : this.changeBuffer.poll();
		if (change != null && change.version() == this.lastSeenVersion) {
			recordSent(change, this.estimates.apply(change).orElse(null));
			change = this.changeBuffer.poll();
		}
		if (change != null) {
			return changeEvent(change);
		}
		String estimateEvent = null;
		if (this.lastSent != null && !isFinished()) {
			refreshIfSilent(this.lastSent.id());
			estimateEvent = estimateEvent(this.lastSent);
		}
		return (estimateEvent == null && isIntervalOver(this.lastSentNanos)) ? EventText.HEARTBEAT : estimateEvent;
	}

	private String changeEvent(StoredRequest change) {
		String name = isProgress(change) ? "progress" : "status";
		CompletionEstimate completionEstimate = this.estimates.apply(change).orElse(null);
		recordSent(change, completionEstimate);
		return format(name, Integer.toString(change.version()), change, completionEstimate);
	}

	private @Nullable String estimateEvent(StoredRequest request) {
		CompletionEstimate completionEstimate = this.estimates.apply(request).orElse(null);
		if (completionEstimate == null || !hasChanged(this.lastSentEstimate, completionEstimate)) {
			return null;
		}
		this.lastSentEstimate = completionEstimate;
		return format("eta", null, request, completionEstimate);
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

	/** A change that another instance made may not have been heard of. */
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

	private static String format(String name, @Nullable String id, StoredRequest request,
			@Nullable CompletionEstimate completionEstimate) {
		return new EventText(name, id, StrictJson.write(StatusResponse.of(request, completionEstimate))).format();
	}

	private static boolean hasChanged(@Nullable CompletionEstimate before, CompletionEstimate now) {
		return before == null || before.basis() != now.basis() || differs((double) before.ahead(), (double) now.ahead())
				|| (before.seconds() != null && now.seconds() != null && differs(before.seconds(), now.seconds()));
	}

	private static boolean differs(double before, double now) {
		return Math.abs(now - before) >= Math.max(1, before * MIN_RELATIVE_CHANGE);
	}

	/**
	 * What is done about silence.
	 *
	 * @param interval the longest that a follower, or a request, may be silent
	 * @param nanoTime a clock that never jumps, in nanoseconds
	 * @param refresh has the row of a request read again
	 */
	record HeartbeatPolicy(Duration interval, LongSupplier nanoTime, Consumer<RequestId> refresh) {

	}

}
