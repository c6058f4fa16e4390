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

	private final RequestFinder inquiries;

	private final LongPollRegistry waiting;

	private final Executor readers;

	private final LongPollSpec wish;

	private final CompletableFuture<RequestStatus> standing = new CompletableFuture<>();

	/**
	 * Begins a call.
	 * @param inquiries where rows are read
	 * @param waiting where the caller waits
	 * @param readers reads the rows of those who waited in vain, because the threads that
	 * tell them so belong to the ledger and the JDK
	 * @param wish who calls and what for
	 */
	LongPoll(RequestFinder inquiries, LongPollRegistry waiting, Executor readers, LongPollSpec wish) {
		this.inquiries = inquiries;
		this.waiting = waiting;
		this.readers = readers;
		this.wish = wish;
	}

	/**
	 * Gives the outcome.
	 * @return completed once the caller can be answered; cancelling it ends the wait
	 */
	CompletableFuture<RequestStatus> standing() {
		return this.standing;
	}

	/** Comes before the row is read, so that no change falls in between. */
	Optional<CompletableFuture<StoredRequest>> register(RequestId id) {
		if (this.wish.patience() == null || this.wish.patience().isZero()) {
			return Optional.empty();
		}
		Optional<CompletableFuture<StoredRequest>> change = this.waiting.await(id, this.wish.until().later(),
				this.wish.patience());
		CompletableFuture<?> unused = this.standing
			.whenComplete((ended, failure) -> change.ifPresent((waiting) -> waiting.cancel(false)));
		return change;
	}

	void ask(RequestId id) {
		try {
			Optional<CompletableFuture<StoredRequest>> change = register(id);
			follow(find(id), change);
		}
		catch (RuntimeException ex) {
			this.standing.completeExceptionally(ex);
		}
	}

	/** Asks on another thread than the caller's. */
	void askLater(RequestId id) {
		read(() -> ask(id));
	}

	void repeat(StoredRequest entry) {
		if (this.wish.patience() == null || this.wish.until().now().test(entry)) {
			answer(entry);
		}
		else {
			askLater(entry.id());
		}
	}

	void follow(StoredRequest entry, Optional<CompletableFuture<StoredRequest>> change) {
		if (this.wish.until().now().test(entry) || (this.wish.patience() != null && this.wish.patience().isZero())) {
			answer(entry);
		}
		else if (change.isEmpty()) {
			this.standing.complete(this.inquiries.standing(entry, null));
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

	void conclude(@Nullable TransitionResult transition, @Nullable Throwable failure, ProblemType kind,
			Optional<CompletableFuture<StoredRequest>> end) {
		if (transition instanceof TransitionResult.Changed changed) {
			follow(changed.entry(), end);
		}
		else if (transition != null) {
			fail(RequestFinder.refusal(transition, kind));
		}
		else if (failure != null) {
			fail(failure);
		}
	}

	void fail(Throwable failure) {
		this.standing.completeExceptionally(failure);
	}

	private void answer(StoredRequest entry) {
		this.standing.complete(this.inquiries.standing(entry, this.wish.patience()));
	}

	private StoredRequest find(RequestId id) {
		return this.inquiries.find(this.wish.owner(), id);
	}

	private void read(Runnable reading) {
		try {
			this.readers.execute(() -> {
				try {
					reading.run();
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
	 * @param until what the caller waits for
	 * @param patience how long, null if it does not wait
	 */
	record LongPollSpec(String owner, WaitCondition until, @Nullable Duration patience) {

	}

}
