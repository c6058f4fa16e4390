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

	private final LongPollRegistry longPollRegistry;

	private final RequestFinder requestFinder;

	private final Executor readExecutor;

	/**
	 * Makes the desk.
	 * @param ledger the truth
	 * @param longPollRegistry where callers wait
	 * @param requestFinder where rows are read
	 * @param readExecutor reads for those whose threads must not
	 */
	RequestService(Ledger ledger, LongPollRegistry longPollRegistry, RequestFinder requestFinder,
			Executor readExecutor) {
		this.ledger = ledger;
		this.longPollRegistry = longPollRegistry;
		this.requestFinder = requestFinder;
		this.readExecutor = readExecutor;
	}

	/**
	 * Submits a request.
	 * @param request the request
	 * @param wait how long the caller waits for its end, null if it does not
	 * @return completed once the request is on disk and the wait is over, or with the
	 * ledger's exceptions or a {@link ProblemException}; cancelling it ends the wait
	 */
	CompletableFuture<RequestStatus> submit(NewRequest request, @Nullable Duration wait) {
		LongPoll longPoll = newLongPoll(request.owner(), WaitCondition.END, wait);
		Optional<CompletableFuture<StoredRequest>> completion = longPoll.registerWait(request.id());
		this.ledger.accept(request).whenComplete((acceptResult, failure) -> {
			if (acceptResult instanceof AcceptResult.Accepted accepted) {
				longPoll.awaitChange(accepted.request(), completion);
			}
			else if (acceptResult instanceof AcceptResult.Repeated repeated) {
				completion.ifPresent((unneeded) -> unneeded.cancel(false));
				longPoll.pollRepeated(repeated.request());
			}
			else if (failure != null) {
				longPoll.fail(failure);
			}
			else {
				longPoll.fail(ProblemMapper.idempotencyKeyReused());
			}
		});
		return longPoll.result();
	}

	/**
	 * Asks after a request.
	 * @param owner who asks
	 * @param id the request
	 * @param waitCondition what the caller waits for
	 * @param wait how long, null if it does not
	 * @return completed at once or after the wait, or with the ledger's exceptions or a
	 * {@link ProblemException}; cancelling it ends the wait
	 */
	CompletableFuture<RequestStatus> getStatus(String owner, RequestId id, WaitCondition waitCondition,
			@Nullable Duration wait) {
		LongPoll longPoll = newLongPoll(owner, waitCondition, wait);
		longPoll.poll(id);
		return longPoll.result();
	}

	/**
	 * Cancels a request.
	 * @param owner who asks
	 * @param id the request
	 * @return completed after the commit, also if it was cancelled before; or with the
	 * ledger's exceptions or a {@link ProblemException}
	 */
	CompletableFuture<RequestStatus> cancel(String owner, RequestId id) {
		LongPoll longPoll = newLongPoll(owner, WaitCondition.END, null);
		this.ledger.cancel(owner, id).whenComplete((transitionResult, failure) -> {
			if (transitionResult instanceof TransitionResult.Unchanged unchanged
					&& unchanged.state() == RequestState.CANCELLED) {
				longPoll.pollAsync(id);
			}
			else {
				longPoll.completeTransition(transitionResult, failure, ProblemType.ALREADY_ENDED, Optional.empty());
			}
		});
		return longPoll.result();
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
		LongPoll longPoll = newLongPoll(owner, WaitCondition.END, wait);
		Optional<CompletableFuture<StoredRequest>> completion = longPoll.registerWait(id);
		this.ledger.reopen(owner, id)
			.whenComplete((transitionResult, failure) -> longPoll.completeTransition(transitionResult, failure,
					ProblemType.NOT_RETRYABLE, completion));
		return longPoll.result();
	}

	/**
	 * Erases payload and result of a request that has ended.
	 * @param owner who asks
	 * @param id the request
	 * @return completed after the commit, or with the ledger's exceptions or a
	 * {@link ProblemException}
	 */
	CompletableFuture<RequestId> erase(String owner, RequestId id) {
		return this.ledger.erase(owner, id).thenApply((rejection) -> {
			if (rejection.isPresent()) {
				throw RequestFinder.problemOf(rejection.get(), ProblemType.STILL_OPEN);
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

	private LongPoll newLongPoll(String owner, WaitCondition waitCondition, @Nullable Duration wait) {
		return new LongPoll(this.requestFinder, this.longPollRegistry, this.readExecutor,
				new LongPoll.LongPollSpec(owner, waitCondition, wait));
	}

}
