package io.asyncreply.systema.web.request;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;

import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.ledger.Ledger;
import io.asyncreply.systema.ledger.model.AcceptResult;
import io.asyncreply.systema.ledger.model.NewRequest;
import io.asyncreply.systema.ledger.model.RequestState;
import io.asyncreply.systema.ledger.model.StoredRequest;
import io.asyncreply.systema.ledger.model.TransitionResult;
import io.asyncreply.systema.waiting.ChangeSubscribers;
import io.asyncreply.systema.waiting.LongPoll;
import io.asyncreply.systema.waiting.LongPoll.WaitCondition;
import io.asyncreply.systema.web.problem.ProblemException;
import io.asyncreply.systema.web.problem.ProblemMapper;
import io.asyncreply.systema.web.problem.ProblemType;
import org.jspecify.annotations.Nullable;

/**
 * Submits, reads, cancels, retries and erases requests. No thread is blocked while a
 * caller waits. Cancelling a returned future ends the wait.
 */
final class RequestService {

	private final Ledger ledger;

	private final ChangeSubscribers longPolls;

	private final RequestFinder requestFinder;

	private final Executor readExecutor;

	private final Executor longResultExecutor;

	/**
	 * Creates the service.
	 * @param ledger the ledger
	 * @param longPolls registry of all long polls
	 * @param requestFinder reads the rows
	 * @param readExecutor reads rows after a commit or a timeout, because those threads
	 * belong to the ledger and the JDK
	 * @param longResultExecutor reads long results; its threads limit how many are in
	 * memory before their response is being written
	 */
	RequestService(Ledger ledger, ChangeSubscribers longPolls, RequestFinder requestFinder, Executor readExecutor,
			Executor longResultExecutor) {
		this.ledger = ledger;
		this.longPolls = longPolls;
		this.requestFinder = requestFinder;
		this.readExecutor = readExecutor;
		this.longResultExecutor = longResultExecutor;
	}

	/**
	 * Submits a request.
	 * @param submission completed when the body has arrived and is valid
	 * @param wait longest wait for a terminal state; null if the caller does not wait
	 * @return completed after the commit and the wait, or with the ledger's exceptions or
	 * a {@link ProblemException}
	 */
	CompletableFuture<RequestStatus> submit(CompletableFuture<NewRequest> submission, @Nullable Duration wait) {
		LongPoll poll = new LongPoll(this.longPolls, WaitCondition.END, wait);
		return closeAfter(poll, submission.thenCompose((request) -> {
			poll.open(request.id());
			return this.ledger.accept(request);
		}).thenCompose((result) -> {
			if (result instanceof AcceptResult.Accepted accepted) {
				return await(poll, accepted.request());
			}
			if (result instanceof AcceptResult.Repeated repeated) {
				return awaitRepeated(poll, repeated.request());
			}
			return CompletableFuture.failedFuture((result instanceof AcceptResult.KeyPurged)
					? ProblemMapper.idempotencyKeyPurged() : ProblemMapper.idempotencyKeyReused());
		}));
	}

	/**
	 * Reads the status of a request.
	 * @param owner the caller
	 * @param id the request
	 * @param condition what the caller waits for
	 * @param wait longest wait; null if the caller does not wait
	 * @return completed at once or after the wait, or with the ledger's exceptions or a
	 * {@link ProblemException}
	 */
	CompletableFuture<RequestStatus> getStatus(String owner, RequestId id, WaitCondition condition,
			@Nullable Duration wait) {
		LongPoll poll = new LongPoll(this.longPolls, condition, wait);
		try {
			poll.open(id);
			return closeAfter(poll, await(poll, this.requestFinder.find(owner, id)));
		}
		catch (RuntimeException ex) {
			poll.close();
			return CompletableFuture.failedFuture(ex);
		}
	}

	/**
	 * Cancels a request.
	 * @param owner the caller
	 * @param id the request
	 * @return completed after the commit, also if the request was cancelled before; or
	 * with the ledger's exceptions or a {@link ProblemException}
	 */
	CompletableFuture<RequestStatus> cancel(String owner, RequestId id) {
		return this.ledger.cancel(owner, id).thenCompose((result) -> {
			if (result instanceof TransitionResult.Unchanged unchanged && unchanged.state() == RequestState.CANCELLED) {
				return findAsync(owner, id).thenApply((request) -> this.requestFinder.status(request, null));
			}
			return changedRequest(result, ProblemType.ALREADY_ENDED)
				.thenApply((request) -> this.requestFinder.status(request, null));
		});
	}

	/**
	 * Reopens a failed, expired or cancelled request.
	 * @param owner the caller
	 * @param id the request
	 * @param wait longest wait for a terminal state; null if the caller does not wait
	 * @return completed after the commit and the wait, or with the ledger's exceptions or
	 * a {@link ProblemException}
	 */
	CompletableFuture<RequestStatus> retry(String owner, RequestId id, @Nullable Duration wait) {
		LongPoll poll = new LongPoll(this.longPolls, WaitCondition.END, wait);
		poll.open(id);
		return closeAfter(poll,
				this.ledger.reopen(owner, id)
					.thenCompose((result) -> changedRequest(result, ProblemType.NOT_RETRYABLE))
					.thenCompose((request) -> await(poll, request)));
	}

	/**
	 * Erases payload and result of a request in a terminal state.
	 * @param owner the caller
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
	 * Adds the result to a status that was read without it because it is long.
	 * @param status the status
	 * @return completed at once unless the result was left out; or with the ledger's
	 * exceptions or a {@link ProblemException}
	 */
	CompletableFuture<RequestStatus> withLongResult(RequestStatus status) {
		StoredRequest request = status.request();
		if (!request.isResultOmitted()) {
			return CompletableFuture.completedFuture(status);
		}
		return CompletableFuture.supplyAsync(
				() -> status.withResult(this.requestFinder.findResult(request.owner(), request.id())),
				this.longResultExecutor);
	}

	/** Waits for the stored request instead of the one that was not stored. */
	private CompletableFuture<RequestStatus> awaitRepeated(LongPoll poll, StoredRequest request) {
		if (poll.timeout() == null || poll.isAnsweredBy(request)) {
			return completedStatus(request, poll.timeout());
		}
		poll.open(request.id());
		return findAsync(request.owner(), request.id()).thenCompose((current) -> await(poll, current));
	}

	private CompletableFuture<RequestStatus> await(LongPoll poll, StoredRequest request) {
		if (poll.isAnsweredBy(request)) {
			return completedStatus(request, poll.timeout());
		}
		if (!poll.isGranted()) {
			return completedStatus(request, null);
		}
		return poll.change()
			.exceptionallyCompose((failure) -> (failure instanceof TimeoutException)
					? findAsync(request.owner(), request.id()) : CompletableFuture.failedFuture(failure))
			.thenApply((changed) -> this.requestFinder.status(changed, poll.timeout()));
	}

	private CompletableFuture<RequestStatus> completedStatus(StoredRequest request, @Nullable Duration waited) {
		return CompletableFuture.completedFuture(this.requestFinder.status(request, waited));
	}

	private CompletableFuture<StoredRequest> findAsync(String owner, RequestId id) {
		return CompletableFuture.supplyAsync(() -> this.requestFinder.find(owner, id), this.readExecutor);
	}

	private static CompletableFuture<StoredRequest> changedRequest(TransitionResult result, ProblemType otherwise) {
		return (result instanceof TransitionResult.Changed changed)
				? CompletableFuture.completedFuture(changed.request())
				: CompletableFuture.failedFuture(RequestFinder.problemOf(result, otherwise));
	}

	/** Returns the same future, so that cancelling it closes the poll. */
	private static CompletableFuture<RequestStatus> closeAfter(LongPoll poll, CompletableFuture<RequestStatus> status) {
		if (poll.timeout() != null) {
			status.whenComplete((answer, failure) -> poll.close());
		}
		return status;
	}

}
