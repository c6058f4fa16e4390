package io.asyncreply.systema.request;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;

import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.flow.Flows;
import io.asyncreply.systema.ledger.Acceptance;
import io.asyncreply.systema.ledger.Entry;
import io.asyncreply.systema.ledger.Filter;
import io.asyncreply.systema.ledger.Ledger;
import io.asyncreply.systema.ledger.NewRequest;
import io.asyncreply.systema.ledger.State;
import io.asyncreply.systema.ledger.Transition;
import io.asyncreply.systema.waiting.Waiting;
import org.jspecify.annotations.Nullable;

/**
 * Where requests are submitted and asked after; knows nothing of HTTP and holds no thread
 * while a caller waits.
 */
final class RequestDesk {

	private final Ledger ledger;

	private final Waiting waiting;

	private final Flows flows;

	private final Executor readers;

	/**
	 * Makes the desk.
	 * @param ledger the truth
	 * @param waiting where callers wait
	 * @param flows tells when requests will have ended
	 * @param readers reads the rows of those who waited in vain, because the threads that
	 * tell them so belong to the ledger and the JDK
	 */
	RequestDesk(Ledger ledger, Waiting waiting, Flows flows, Executor readers) {
		this.ledger = ledger;
		this.waiting = waiting;
		this.flows = flows;
		this.readers = readers;
	}

	/**
	 * Submits a request.
	 * @param request the request
	 * @param wait how long the caller waits for its end, null if it does not
	 * @return completed once the request is on disk and the wait is over, or with the
	 * ledger's exceptions or a {@link Refusal}; cancelling it ends the wait
	 */
	CompletableFuture<Standing> submit(NewRequest request, @Nullable Duration wait) {
		Call call = new Call(request.owner(), Until.END, wait);
		Optional<CompletableFuture<Entry>> end = call.register(request.id());
		CompletableFuture<?> unused = this.ledger.accept(request).whenComplete((acceptance, failure) -> {
			if (acceptance instanceof Acceptance.Accepted accepted) {
				call.follow(accepted.entry(), end);
			}
			else if (acceptance instanceof Acceptance.Repeated repeated) {
				end.ifPresent((needless) -> needless.cancel(false));
				call.repeat(repeated.entry());
			}
			else if (failure != null) {
				call.standing.completeExceptionally(failure);
			}
			else {
				call.standing.completeExceptionally(Refusal.of(ProblemKind.IDEMPOTENCY_KEY_REUSED,
						"Another body was submitted with this Idempotency-Key before."));
			}
		});
		return call.standing;
	}

	/**
	 * Asks after a request.
	 * @param owner who asks
	 * @param id the request
	 * @param until what the caller waits for
	 * @param wait how long, null if it does not
	 * @return completed at once or after the wait, or with the ledger's exceptions or a
	 * {@link Refusal}; cancelling it ends the wait
	 */
	CompletableFuture<Standing> ask(String owner, RequestId id, Until until, @Nullable Duration wait) {
		Call call = new Call(owner, until, wait);
		call.ask(id);
		return call.standing;
	}

	/**
	 * Cancels a request.
	 * @param owner who asks
	 * @param id the request
	 * @return completed after the commit, also if it was cancelled before; or with the
	 * ledger's exceptions or a {@link Refusal}
	 */
	CompletableFuture<Standing> cancel(String owner, RequestId id) {
		Call call = new Call(owner, Until.END, null);
		CompletableFuture<?> unused = this.ledger.cancel(owner, id).whenComplete((transition, failure) -> {
			if (transition instanceof Transition.Unchanged unchanged && unchanged.state() == State.CANCELLED) {
				call.read(() -> call.ask(id));
			}
			else {
				call.conclude(transition, failure, ProblemKind.ALREADY_ENDED, Optional.empty());
			}
		});
		return call.standing;
	}

	/**
	 * Gives a request that ended otherwise than well another life.
	 * @param owner who asks
	 * @param id the request
	 * @param wait how long the caller waits for its end, null if it does not
	 * @return completed once that is on disk and the wait is over, or with the ledger's
	 * exceptions or a {@link Refusal}; cancelling it ends the wait
	 */
	CompletableFuture<Standing> retry(String owner, RequestId id, @Nullable Duration wait) {
		Call call = new Call(owner, Until.END, wait);
		Optional<CompletableFuture<Entry>> end = call.register(id);
		CompletableFuture<?> unused = this.ledger.reopen(owner, id)
			.whenComplete((transition, failure) -> call.conclude(transition, failure, ProblemKind.NOT_RETRYABLE, end));
		return call.standing;
	}

	/**
	 * Erases payload and result of a request that has ended.
	 * @param owner who asks
	 * @param id the request
	 * @return completed after the commit, or with the ledger's exceptions or a
	 * {@link Refusal}
	 */
	CompletableFuture<RequestId> erase(String owner, RequestId id) {
		return this.ledger.erase(owner, id).thenApply((refused) -> {
			if (refused.isPresent()) {
				throw refusal(refused.get(), ProblemKind.STILL_OPEN);
			}
			return id;
		});
	}

	/**
	 * Lists requests.
	 * @param owner who asks
	 * @param filter which ones
	 * @return a page
	 * @throws io.asyncreply.systema.ledger.LedgerUnavailableException if the ledger
	 * cannot be read
	 */
	Page list(String owner, Filter filter) {
		return Page.read(this.ledger, owner, filter);
	}

	static Refusal unknown() {
		return Refusal.of(ProblemKind.UNKNOWN_REQUEST, "There is no request of this id.");
	}

	private Standing standing(Entry entry, @Nullable Duration waited) {
		return new Standing(entry, waited, this.flows.estimate(entry).orElse(null));
	}

	private static Refusal refusal(Transition transition, ProblemKind kind) {
		if (transition instanceof Transition.Unchanged unchanged) {
			return Refusal.because(kind, unchanged.state(),
					"The state of the request does not allow it: " + unchanged.state() + ".");
		}
		return (transition instanceof Transition.Gone) ? purged() : unknown();
	}

	private static Refusal purged() {
		return Refusal.of(ProblemKind.PURGED, "There was a request of this id; it has been purged.");
	}

	/**
	 * One caller at the desk; whatever ends its call frees its place.
	 */
	private final class Call {

		private final String owner;

		private final Until until;

		private final @Nullable Duration wait;

		private final CompletableFuture<Standing> standing = new CompletableFuture<>();

		Call(String owner, Until until, @Nullable Duration wait) {
			this.owner = owner;
			this.until = until;
			this.wait = wait;
		}

		/** Comes before the row is read, so that no change falls in between. */
		Optional<CompletableFuture<Entry>> register(RequestId id) {
			if (this.wait == null || this.wait.isZero()) {
				return Optional.empty();
			}
			Optional<CompletableFuture<Entry>> change = RequestDesk.this.waiting.await(id, this.until.later(),
					this.wait);
			CompletableFuture<?> unused = this.standing
				.whenComplete((ended, failure) -> change.ifPresent((waiting) -> waiting.cancel(false)));
			return change;
		}

		void ask(RequestId id) {
			try {
				Optional<CompletableFuture<Entry>> change = register(id);
				follow(find(id), change);
			}
			catch (RuntimeException ex) {
				this.standing.completeExceptionally(ex);
			}
		}

		void repeat(Entry entry) {
			if (this.wait == null || this.until.now().test(entry)) {
				answer(entry);
			}
			else {
				read(() -> ask(entry.id()));
			}
		}

		void follow(Entry entry, Optional<CompletableFuture<Entry>> change) {
			if (this.until.now().test(entry) || (this.wait != null && this.wait.isZero())) {
				answer(entry);
			}
			else if (change.isEmpty()) {
				this.standing.complete(standing(entry, null));
			}
			else {
				CompletableFuture<?> unused = change.get().whenComplete((changed, failure) -> {
					if (failure == null) {
						answer(changed);
					}
					else if (failure instanceof TimeoutException) {
						read(() -> answer(find(entry.id())));
					}
				});
			}
		}

		void conclude(@Nullable Transition transition, @Nullable Throwable failure, ProblemKind kind,
				Optional<CompletableFuture<Entry>> end) {
			if (transition instanceof Transition.Changed changed) {
				follow(changed.entry(), end);
			}
			else if (transition != null) {
				this.standing.completeExceptionally(refusal(transition, kind));
			}
			else if (failure != null) {
				this.standing.completeExceptionally(failure);
			}
		}

		private void answer(Entry entry) {
			this.standing.complete(standing(entry, this.wait));
		}

		private Entry find(RequestId id) {
			return RequestDesk.this.ledger.find(this.owner, id)
				.orElseThrow(() -> RequestDesk.this.ledger.isPurged(this.owner, id) ? purged() : unknown());
		}

		private void read(Runnable reading) {
			try {
				RequestDesk.this.readers.execute(() -> {
					try {
						reading.run();
					}
					catch (RuntimeException ex) {
						this.standing.completeExceptionally(ex);
					}
				});
			}
			catch (RejectedExecutionException ex) {
				this.standing.completeExceptionally(ex);
			}
		}

	}

}
