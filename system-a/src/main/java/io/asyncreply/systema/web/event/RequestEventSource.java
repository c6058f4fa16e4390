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
	private static final double MOVE = 0.1;

	private final ChangeBuffer untold;

	private final Function<StoredRequest, Optional<CompletionEstimate>> estimates;

	private final HeartbeatPolicy silence;

	/**
	 * The version that the follower has seen before; 0 for none, or once it counts no
	 * more.
	 */
	private int seen;

	private boolean begun;

	private @Nullable StoredRequest told;

	private @Nullable CompletionEstimate toldEstimate;

	private long toldAt;

	/** When a change was heard of, or asked for because none was. */
	private long heardAt;

	/**
	 * Makes a story.
	 * @param untold brings the changes
	 * @param estimates tells when a request will have ended
	 * @param silence what is done about silence
	 * @param seen the version that the follower has seen before, 0 for none
	 */
	RequestEventSource(ChangeBuffer untold, Function<StoredRequest, Optional<CompletionEstimate>> estimates,
			HeartbeatPolicy silence, int seen) {
		this.untold = untold;
		this.estimates = estimates;
		this.silence = silence;
		this.seen = seen;
		this.toldAt = silence.nanoTime().getAsLong();
		this.heardAt = this.toldAt;
	}

	@Override
	public @Nullable String next() {
		String next = this.begun ? news() : EventText.RETRY;
		this.begun = true;
		if (next != null) {
			this.toldAt = now();
		}
		return next;
	}

	/** Also if nobody tells any more. */
	@Override
	public boolean isOver() {
		return (this.told != null && this.told.state().isEnded()) || this.untold.isComplete();
	}

	private @Nullable String news() {
		StoredRequest change = isOver() ? null : this.untold.poll();
		if (change != null && change.version() == this.seen) {
			remember(change, this.estimates.apply(change).orElse(null));
			change = this.untold.poll();
		}
		if (change != null) {
			return tell(change);
		}
		String move = null;
		if (this.told != null && !isOver()) {
			askForChanges(this.told.id());
			move = move(this.told);
		}
		return (move == null && isLong(this.toldAt)) ? EventText.HEARTBEAT : move;
	}

	private String tell(StoredRequest change) {
		String name = isProgress(change) ? "progress" : "status";
		CompletionEstimate estimate = this.estimates.apply(change).orElse(null);
		remember(change, estimate);
		return event(name, Integer.toString(change.version()), change, estimate);
	}

	private @Nullable String move(StoredRequest entry) {
		CompletionEstimate estimate = this.estimates.apply(entry).orElse(null);
		if (estimate == null || !hasMoved(this.toldEstimate, estimate)) {
			return null;
		}
		this.toldEstimate = estimate;
		return event("eta", null, entry, estimate);
	}

	private void remember(StoredRequest entry, @Nullable CompletionEstimate estimate) {
		this.told = entry;
		this.toldEstimate = estimate;
		this.seen = 0;
		this.heardAt = now();
	}

	private boolean isProgress(StoredRequest change) {
		return this.told != null && this.told.state() == RequestState.RUNNING && change.state() == RequestState.RUNNING
				&& this.told.attempt() == change.attempt();
	}

	/** A change that another instance made may not have been heard of. */
	private void askForChanges(RequestId id) {
		if (isLong(this.heardAt)) {
			this.heardAt = now();
			this.silence.refresh().accept(id);
		}
	}

	private boolean isLong(long since) {
		return now() - since >= this.silence.longest().toNanos();
	}

	private long now() {
		return this.silence.nanoTime().getAsLong();
	}

	private static String event(String name, @Nullable String id, StoredRequest entry,
			@Nullable CompletionEstimate estimate) {
		return new EventText(name, id, StrictJson.write(StatusResponse.of(entry, estimate))).text();
	}

	private static boolean hasMoved(@Nullable CompletionEstimate before, CompletionEstimate now) {
		return before == null || !before.basis().equals(now.basis())
				|| isFar((double) before.ahead(), (double) now.ahead())
				|| (before.seconds() != null && now.seconds() != null && isFar(before.seconds(), now.seconds()));
	}

	private static boolean isFar(double before, double now) {
		return Math.abs(now - before) >= Math.max(1, before * MOVE);
	}

	/**
	 * What is done about silence.
	 *
	 * @param longest the longest that a follower, or a request, may be silent
	 * @param nanoTime a clock that never jumps, in nanoseconds
	 * @param refresh has the row of a request read again
	 */
	record HeartbeatPolicy(Duration longest, LongSupplier nanoTime, Consumer<RequestId> refresh) {

	}

}
