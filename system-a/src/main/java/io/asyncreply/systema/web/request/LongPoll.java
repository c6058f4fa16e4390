package io.asyncreply.systema.web.request;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;

import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.ledger.model.StoredRequest;
import io.asyncreply.systema.ledger.model.TransitionResult;
import io.asyncreply.systema.waiting.LongPollRegistry;
import io.asyncreply.systema.web.problem.ProblemType;
import org.jspecify.annotations.Nullable;

/**
 * One caller at the desk; whatever ends its call frees its place.
 */
final class LongPoll {

	private final RequestFinder requestFinder;

	private final LongPollRegistry longPollRegistry;

	private final Executor readExecutor;

	private final LongPollSpec spec;

	private final CompletableFuture<RequestStatus> result = new CompletableFuture<>();

	/**
	 * Begins a call.
	 * @param requestFinder where rows are read
	 * @param longPollRegistry where the caller waits
	 * @param readExecutor reads the rows of those who waited in vain, because the threads
	 * that tell them so belong to the ledger and the JDK
	 * @param spec who calls and what for
	 */
	LongPoll(RequestFinder requestFinder, LongPollRegistry longPollRegistry, Executor readExecutor, LongPollSpec spec) {
		this.requestFinder = requestFinder;
		this.longPollRegistry = longPollRegistry;
		this.readExecutor = readExecutor;
		this.spec = spec;
	}

	/**
	 * Gives the outcome.
	 * @return completed once the caller can be answered; cancelling it ends the wait
	 */
	CompletableFuture<RequestStatus> result() {
		return this.result;
	}

	/** Comes before the row is read, so that no change falls in between. */
	Optional<CompletableFuture<StoredRequest>> registerWait(RequestId id) {
		if (this.spec.timeout() == null || this.spec.timeout().isZero()) {
			return Optional.empty();
		}
		Optional<CompletableFuture<StoredRequest>> change = this.longPollRegistry.await(id,
				this.spec.waitCondition().matchesChange(), this.spec.timeout());
		this.result.whenComplete((ended, failure) -> change.ifPresent((waiting) -> waiting.cancel(false)));
		return change;
	}

	void poll(RequestId id) {
		try {
			Optional<CompletableFuture<StoredRequest>> change = registerWait(id);
			awaitChange(find(id), change);
		}
		catch (RuntimeException ex) {
			this.result.completeExceptionally(ex);
		}
	}

	/** Asks on another thread than the caller's. */
	void pollAsync(RequestId id) {
		executeRead(() -> poll(id));
	}

	void pollRepeated(StoredRequest request) {
		if (this.spec.timeout() == null || this.spec.waitCondition().matchesNow().test(request)) {
			complete(request);
		}
		else {
			pollAsync(request.id());
		}
	}

	void awaitChange(StoredRequest request, Optional<CompletableFuture<StoredRequest>> change) {
		if (this.spec.waitCondition().matchesNow().test(request)
				|| (this.spec.timeout() != null && this.spec.timeout().isZero())) {
			complete(request);
		}
		else if (change.isEmpty()) {
			this.result.complete(this.requestFinder.status(request, null));
		}
		else {
			change.get().whenComplete((changed, failure) -> {
				if (failure == null) {
					complete(changed);
				}
				else if (failure instanceof TimeoutException) {
					executeRead(() -> complete(find(request.id())));
				}
			});
		}
	}

	void completeTransition(@Nullable TransitionResult transitionResult, @Nullable Throwable failure,
			ProblemType problemType, Optional<CompletableFuture<StoredRequest>> end) {
		if (transitionResult instanceof TransitionResult.Changed changed) {
			awaitChange(changed.request(), end);
		}
		else if (transitionResult != null) {
			fail(RequestFinder.problemOf(transitionResult, problemType));
		}
		else if (failure != null) {
			fail(failure);
		}
	}

	void fail(Throwable failure) {
		this.result.completeExceptionally(failure);
	}

	private void complete(StoredRequest request) {
		this.result.complete(this.requestFinder.status(request, this.spec.timeout()));
	}

	private StoredRequest find(RequestId id) {
		return this.requestFinder.find(this.spec.owner(), id);
	}

	private void executeRead(Runnable task) {
		try {
			this.readExecutor.execute(() -> {
				try {
					task.run();
				}
				catch (RuntimeException ex) {
					fail(ex);
				}
			});
		}
		catch (RejectedExecutionException ex) {
			fail(ex);
		}
	}

	/**
	 * Who calls and what for.
	 *
	 * @param owner who calls
	 * @param waitCondition what the caller waits for
	 * @param timeout how long, null if it does not wait
	 */
	record LongPollSpec(String owner, WaitCondition waitCondition, @Nullable Duration timeout) {

	}

}
