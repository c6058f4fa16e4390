package io.asyncreply.systema.request;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;

import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.ledger.Entry;
import io.asyncreply.systema.ledger.Transition;
import io.asyncreply.systema.waiting.Waiting;
import org.jspecify.annotations.Nullable;

/**
 * One caller at the desk; whatever ends its call frees its place.
 */
final class Call {

	private final Inquiries inquiries;

	private final Waiting waiting;

	private final Executor readers;

	private final Wish wish;

	private final CompletableFuture<Standing> standing = new CompletableFuture<>();

	/**
	 * Begins a call.
	 * @param inquiries where rows are read
	 * @param waiting where the caller waits
	 * @param readers reads the rows of those who waited in vain, because the threads that
	 * tell them so belong to the ledger and the JDK
	 * @param wish who calls and what for
	 */
	Call(Inquiries inquiries, Waiting waiting, Executor readers, Wish wish) {
		this.inquiries = inquiries;
		this.waiting = waiting;
		this.readers = readers;
		this.wish = wish;
	}

	/**
	 * Gives the outcome.
	 * @return completed once the caller can be answered; cancelling it ends the wait
	 */
	CompletableFuture<Standing> standing() {
		return this.standing;
	}

	/** Comes before the row is read, so that no change falls in between. */
	Optional<CompletableFuture<Entry>> register(RequestId id) {
		if (this.wish.patience() == null || this.wish.patience().isZero()) {
			return Optional.empty();
		}
		Optional<CompletableFuture<Entry>> change = this.waiting.await(id, this.wish.until().later(),
				this.wish.patience());
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

	/** Asks on another thread than the caller's. */
	void askLater(RequestId id) {
		read(() -> ask(id));
	}

	void repeat(Entry entry) {
		if (this.wish.patience() == null || this.wish.until().now().test(entry)) {
			answer(entry);
		}
		else {
			askLater(entry.id());
		}
	}

	void follow(Entry entry, Optional<CompletableFuture<Entry>> change) {
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

	void conclude(@Nullable Transition transition, @Nullable Throwable failure, ProblemKind kind,
			Optional<CompletableFuture<Entry>> end) {
		if (transition instanceof Transition.Changed changed) {
			follow(changed.entry(), end);
		}
		else if (transition != null) {
			fail(Inquiries.refusal(transition, kind));
		}
		else if (failure != null) {
			fail(failure);
		}
	}

	void fail(Throwable failure) {
		this.standing.completeExceptionally(failure);
	}

	private void answer(Entry entry) {
		this.standing.complete(this.inquiries.standing(entry, this.wish.patience()));
	}

	private Entry find(RequestId id) {
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
	record Wish(String owner, Until until, @Nullable Duration patience) {

	}

}
