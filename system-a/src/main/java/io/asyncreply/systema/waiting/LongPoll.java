package io.asyncreply.systema.waiting;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.ledger.model.StoredRequest;
import org.jspecify.annotations.Nullable;

/**
 * Wait of one caller for a change of a request. Open it before the row is written or
 * read, so that no change is missed, and close it after the answer.
 */
public final class LongPoll implements ChangeSubscriber {

	private final ChangeSubscribers longPolls;

	private final WaitCondition condition;

	private final @Nullable Duration timeout;

	private final CompletableFuture<StoredRequest> change = new CompletableFuture<>();

	private @Nullable RequestId subscribedTo;

	private boolean timerStarted;

	/**
	 * Creates a poll that is not open yet.
	 * @param longPolls registry of all long polls
	 * @param condition the change that ends the wait
	 * @param timeout longest wait from the first opening; null if the caller does not
	 * wait
	 */
	public LongPoll(ChangeSubscribers longPolls, WaitCondition condition, @Nullable Duration timeout) {
		this.longPolls = longPolls;
		this.condition = condition;
		this.timeout = timeout;
	}

	/**
	 * Subscribes to a request, in place of the previous one if there is one. Does nothing
	 * if the caller does not wait, the registry is full, or the wait is over.
	 * @param id the request
	 */
	public synchronized void open(RequestId id) {
		unsubscribe();
		if (this.timeout == null || this.timeout.isZero() || this.change.isDone()
				|| !this.longPolls.subscribe(id, this)) {
			return;
		}
		this.subscribedTo = id;
		if (!this.timerStarted) {
			this.timerStarted = true;
			this.change.orTimeout(this.timeout.toNanos(), TimeUnit.NANOSECONDS)
				.whenComplete((request, failure) -> unsubscribe());
		}
	}

	/**
	 * Whether the caller can be answered with this row at once.
	 * @param request the row as written or read
	 * @return true if the row is what the caller waits for, or the wait is 0 s
	 */
	public boolean isAnsweredBy(StoredRequest request) {
		return this.condition.matchesNow().test(request) || (this.timeout != null && this.timeout.isZero());
	}

	/**
	 * Whether the poll was granted: {@link #change()} is going to complete.
	 * @return false if the caller does not wait or the registry is full
	 */
	public synchronized boolean isGranted() {
		return this.subscribedTo != null || this.change.isDone();
	}

	/**
	 * Returns the awaited change.
	 * @return completed with the row after the change on the thread that reports it; with
	 * a {@link TimeoutException} after the timeout and at shutdown; cancelled by
	 * {@link #close()}
	 */
	public CompletableFuture<StoredRequest> change() {
		return this.change;
	}

	public @Nullable Duration timeout() {
		return this.timeout;
	}

	/** Ends the wait and unsubscribes. */
	public void close() {
		this.change.cancel(false);
	}

	@Override
	public void onChange(StoredRequest request) {
		if (this.condition.matchesChange().test(request)) {
			this.change.complete(request);
		}
	}

	@Override
	public void onClose() {
		this.change.completeExceptionally(new TimeoutException("System A shuts down"));
	}

	private synchronized void unsubscribe() {
		if (this.subscribedTo != null) {
			this.longPolls.unsubscribe(this.subscribedTo, this);
			this.subscribedTo = null;
		}
	}

	/**
	 * Condition that ends a wait.
	 *
	 * @param matchesNow whether the row as written or read answers the caller at once
	 * @param matchesChange whether a row after a change ends the wait
	 */
	public record WaitCondition(Predicate<StoredRequest> matchesNow, Predicate<StoredRequest> matchesChange) {

		/** The request is in a terminal state. */
		public static final WaitCondition END = new WaitCondition((request) -> request.state().isEnded(),
				(request) -> request.state().isEnded());

	}

}
