package io.asyncreply.systema.request;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import io.asyncreply.messages.RequestId;
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

	private final Inquiries inquiries;

	private final Executor readers;

	/**
	 * Makes the desk.
	 * @param ledger the truth
	 * @param waiting where callers wait
	 * @param inquiries where rows are read
	 * @param readers reads for those whose threads must not
	 */
	RequestDesk(Ledger ledger, Waiting waiting, Inquiries inquiries, Executor readers) {
		this.ledger = ledger;
		this.waiting = waiting;
		this.inquiries = inquiries;
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
		Call call = call(request.owner(), Until.END, wait);
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
				call.fail(failure);
			}
			else {
				call.fail(Refusals.ofOtherBody());
			}
		});
		return call.standing();
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
		Call call = call(owner, until, wait);
		call.ask(id);
		return call.standing();
	}

	/**
	 * Cancels a request.
	 * @param owner who asks
	 * @param id the request
	 * @return completed after the commit, also if it was cancelled before; or with the
	 * ledger's exceptions or a {@link Refusal}
	 */
	CompletableFuture<Standing> cancel(String owner, RequestId id) {
		Call call = call(owner, Until.END, null);
		CompletableFuture<?> unused = this.ledger.cancel(owner, id).whenComplete((transition, failure) -> {
			if (transition instanceof Transition.Unchanged unchanged && unchanged.state() == State.CANCELLED) {
				call.askLater(id);
			}
			else {
				call.conclude(transition, failure, ProblemKind.ALREADY_ENDED, Optional.empty());
			}
		});
		return call.standing();
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
		Call call = call(owner, Until.END, wait);
		Optional<CompletableFuture<Entry>> end = call.register(id);
		CompletableFuture<?> unused = this.ledger.reopen(owner, id)
			.whenComplete((transition, failure) -> call.conclude(transition, failure, ProblemKind.NOT_RETRYABLE, end));
		return call.standing();
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
				throw Inquiries.refusal(refused.get(), ProblemKind.STILL_OPEN);
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

	private Call call(String owner, Until until, @Nullable Duration wait) {
		return new Call(this.inquiries, this.waiting, this.readers, new Call.Wish(owner, until, wait));
	}

}
