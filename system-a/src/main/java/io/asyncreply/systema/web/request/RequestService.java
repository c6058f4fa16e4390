package io.asyncreply.systema.web.request;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.ledger.Ledger;
import io.asyncreply.systema.ledger.model.AcceptResult;
import io.asyncreply.systema.ledger.model.NewRequest;
import io.asyncreply.systema.ledger.model.RequestFilter;
import io.asyncreply.systema.ledger.model.RequestState;
import io.asyncreply.systema.ledger.model.StoredRequest;
import io.asyncreply.systema.ledger.model.TransitionResult;
import io.asyncreply.systema.waiting.LongPollRegistry;
import io.asyncreply.systema.web.problem.ProblemException;
import io.asyncreply.systema.web.problem.ProblemMapper;
import io.asyncreply.systema.web.problem.ProblemType;
import org.jspecify.annotations.Nullable;

/**
 * Where requests are submitted and asked after; knows nothing of HTTP and holds no thread
 * while a caller waits.
 */
final class RequestService {

	private final Ledger ledger;

	private final LongPollRegistry waiting;

	private final RequestFinder inquiries;

	private final Executor readers;

	/**
	 * Makes the desk.
	 * @param ledger the truth
	 * @param waiting where callers wait
	 * @param inquiries where rows are read
	 * @param readers reads for those whose threads must not
	 */
	RequestService(Ledger ledger, LongPollRegistry waiting, RequestFinder inquiries, Executor readers) {
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
	 * ledger's exceptions or a {@link ProblemException}; cancelling it ends the wait
	 */
	CompletableFuture<RequestStatus> submit(NewRequest request, @Nullable Duration wait) {
		LongPoll call = call(request.owner(), WaitCondition.END, wait);
		Optional<CompletableFuture<StoredRequest>> end = call.register(request.id());
		CompletableFuture<?> unused = this.ledger.accept(request).whenComplete((acceptance, failure) -> {
			if (acceptance instanceof AcceptResult.Accepted accepted) {
				call.follow(accepted.entry(), end);
			}
			else if (acceptance instanceof AcceptResult.Repeated repeated) {
				end.ifPresent((needless) -> needless.cancel(false));
				call.repeat(repeated.entry());
			}
			else if (failure != null) {
				call.fail(failure);
			}
			else {
				call.fail(ProblemMapper.ofOtherBody());
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
	 * {@link ProblemException}; cancelling it ends the wait
	 */
	CompletableFuture<RequestStatus> ask(String owner, RequestId id, WaitCondition until, @Nullable Duration wait) {
		LongPoll call = call(owner, until, wait);
		call.ask(id);
		return call.standing();
	}

	/**
	 * Cancels a request.
	 * @param owner who asks
	 * @param id the request
	 * @return completed after the commit, also if it was cancelled before; or with the
	 * ledger's exceptions or a {@link ProblemException}
	 */
	CompletableFuture<RequestStatus> cancel(String owner, RequestId id) {
		LongPoll call = call(owner, WaitCondition.END, null);
		CompletableFuture<?> unused = this.ledger.cancel(owner, id).whenComplete((transition, failure) -> {
			if (transition instanceof TransitionResult.Unchanged unchanged
					&& unchanged.state() == RequestState.CANCELLED) {
				call.askLater(id);
			}
			else {
				call.conclude(transition, failure, ProblemType.ALREADY_ENDED, Optional.empty());
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
	 * exceptions or a {@link ProblemException}; cancelling it ends the wait
	 */
	CompletableFuture<RequestStatus> retry(String owner, RequestId id, @Nullable Duration wait) {
		LongPoll call = call(owner, WaitCondition.END, wait);
		Optional<CompletableFuture<StoredRequest>> end = call.register(id);
		CompletableFuture<?> unused = this.ledger.reopen(owner, id)
			.whenComplete((transition, failure) -> call.conclude(transition, failure, ProblemType.NOT_RETRYABLE, end));
		return call.standing();
	}

	/**
	 * Erases payload and result of a request that has ended.
	 * @param owner who asks
	 * @param id the request
	 * @return completed after the commit, or with the ledger's exceptions or a
	 * {@link ProblemException}
	 */
	CompletableFuture<RequestId> erase(String owner, RequestId id) {
		return this.ledger.erase(owner, id).thenApply((refused) -> {
			if (refused.isPresent()) {
				throw RequestFinder.refusal(refused.get(), ProblemType.STILL_OPEN);
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
	RequestPage list(String owner, RequestFilter filter) {
		return RequestPage.read(this.ledger, owner, filter);
	}

	private LongPoll call(String owner, WaitCondition until, @Nullable Duration wait) {
		return new LongPoll(this.inquiries, this.waiting, this.readers, new LongPoll.LongPollSpec(owner, until, wait));
	}

}
