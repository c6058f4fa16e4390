package io.asyncreply.systema.request;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;

import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.ledger.Acceptance;
import io.asyncreply.systema.ledger.Entry;
import io.asyncreply.systema.ledger.Filter;
import io.asyncreply.systema.ledger.Ledger;
import io.asyncreply.systema.ledger.NewRequest;
import io.asyncreply.systema.waiting.Waiting;
import org.jspecify.annotations.Nullable;

/**
 * Where requests are submitted and asked after; knows nothing of HTTP and holds no thread
 * while a caller waits.
 */
final class RequestDesk {

	private final Ledger ledger;

	private final Waiting waiting;

	private final Executor readers;

	/**
	 * Makes the desk.
	 * @param ledger the truth
	 * @param waiting where callers wait
	 * @param readers reads the rows of those who waited in vain, because the threads that
	 * tell them so belong to the ledger and the JDK
	 */
	RequestDesk(Ledger ledger, Waiting waiting, Executor readers) {
		this.ledger = ledger;
		this.waiting = waiting;
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
				this.standing.complete(new Standing(entry, null));
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

		private void answer(Entry entry) {
			this.standing.complete(new Standing(entry, this.wait));
		}

		private Entry find(RequestId id) {
			return RequestDesk.this.ledger.find(this.owner, id).orElseThrow(RequestDesk::unknown);
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
