package io.asyncreply.systema.ledger;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.asyncreply.messages.Lane;
import io.asyncreply.messages.Request;
import io.asyncreply.messages.RequestId;

/**
 * Requests on their way from the ledger to the exchange.
 */
public final class Outbox {

	private final Changes changes;

	private final SentMarks marks;

	private final LedgerReader reader;

	private final Instance instance;

	private final Clock clock;

	private CompletableFuture<Boolean> page = CompletableFuture.completedFuture(false);

	Outbox(Changes changes, SentMarks marks, LedgerReader reader, Instance instance, Clock clock) {
		this.changes = changes;
		this.marks = marks;
		this.reader = reader;
		this.instance = instance;
		this.clock = clock;
	}

	/**
	 * Tells whether there is something to claim.
	 * @param destinations for which queues
	 * @return true if there is
	 * @throws LedgerUnavailableException if the database cannot be read
	 */
	public boolean hasClaimable(List<Destination> destinations) {
		return this.reader.hasClaimable(destinations);
	}

	/**
	 * Claims requests that wait in the ledger to be published.
	 * @param destinations for which queues, those first that come first
	 * @param limit most requests to claim
	 * @return completed after the commit with the requests, now in the hands of this
	 * instance, or with {@link LedgerUnavailableException}; what was claimed although
	 * nobody knows is given back
	 */
	public CompletableFuture<List<Unsent>> claim(List<Destination> destinations, int limit) {
		List<Unsent> claimed = new ArrayList<>();
		return this.changes.write((transaction) -> {
			claimed.clear();
			claimed.addAll(transaction.dispatches().claim(this.instance.id(), destinations, limit));
			return claimed;
		}).whenComplete((page, failure) -> {
			if (failure != null) {
				claimed.forEach((request) -> {
					CompletableFuture<?> unused = postpone(request, Duration.ZERO);
				});
			}
		});
	}

	/**
	 * Notes that the broker has just confirmed a publish; written soon, unless the
	 * request goes on before.
	 * @param id the request
	 * @param attempt the attempt that was published
	 * @param lane the lane whose queue took it
	 */
	public void sent(RequestId id, int attempt, Lane lane) {
		mark(new SentMarks.Sent(id, attempt, lane, now(), null));
	}

	/**
	 * Notes that the broker has just confirmed a publish from this instance's hands;
	 * written soon, unless the request goes on before.
	 * @param request the request as it was published
	 */
	public void sent(Unsent request) {
		mark(new SentMarks.Sent(request.id(), request.attempt(), request.lane(), now(), request.row()));
	}

	private void mark(SentMarks.Sent mark) {
		this.marks.add(mark);
		if (this.marks.areMany()) {
			CompletableFuture<?> unused = writeMarks(Duration.ZERO);
		}
	}

	/** As exact as the ledger is. */
	private Instant now() {
		return Rows.instant(Rows.micros(this.clock.instant()));
	}

	/**
	 * Gives back a request that could not be published, however long the ledger takes to
	 * commit it.
	 * @param request the request as it was handed out
	 * @param delay after this it may be claimed again
	 * @return completed after the commit
	 */
	public CompletableFuture<Void> postpone(Unsent request, Duration delay) {
		return this.changes.persist((transaction) -> transaction.dispatches().postpone(request, delay));
	}

	/**
	 * Finds requests that were sent and have no answer yet, the longest sent first.
	 * @param operation the operation
	 * @param lane the lane whose queue took them
	 * @param before sent before this
	 * @param limit most requests to find
	 * @return the requests
	 * @throws LedgerUnavailableException if the database cannot be read
	 */
	public List<Unanswered> findUnanswered(String operation, Lane lane, Instant before, int limit) {
		return this.reader.findUnanswered(operation, lane, before, limit);
	}

	/**
	 * Has requests published again that the broker has lost; what has gone on since it
	 * was found is left alone.
	 * @param lost the requests
	 * @return completed after the commit with how many there are, or with
	 * {@link LedgerUnavailableException}
	 */
	public CompletableFuture<Integer> redrive(List<Unanswered> lost) {
		return this.changes.write((transaction) -> {
			int count = 0;
			for (Unanswered request : lost) {
				count += transaction.dispatches().redrive(request);
			}
			return count;
		});
	}

	/**
	 * Has requests published again, each alone, that a queue took and gave up; what has
	 * ended or is in another attempt is left alone.
	 * @param givenUp the requests as they were published
	 * @return completed after the commit with how many there are, or with
	 * {@link LedgerUnavailableException}
	 */
	public CompletableFuture<Integer> resend(List<Request> givenUp) {
		return this.changes.write((transaction) -> {
			List<Entry> entries = new ArrayList<>();
			for (Request request : givenUp) {
				transaction.dispatches().resend(request).ifPresent(entries::add);
			}
			return entries;
		}).thenApply((entries) -> {
			entries.forEach(this.changes::announce);
			return entries.size();
		});
	}

	/**
	 * Writes a page of marks, if none is being written: one after the other, because a
	 * mark is there until it is committed, and each page would write it again.
	 * @param age only of those that were confirmed so long ago
	 * @return completed after the commit of the page that is under way with whether
	 * another is full, or with {@link LedgerUnavailableException}
	 */
	synchronized CompletableFuture<Boolean> writeMarks(Duration age) {
		if (this.page.isDone()) {
			Instant before = now().minus(age);
			this.page = this.marks.isEmpty() ? CompletableFuture.completedFuture(false)
					: this.changes.write((transaction) -> this.marks.write(transaction, before))
						.thenApply(this::written);
		}
		return this.page;
	}

	private boolean written(SentMarks.Written written) {
		this.marks.forget(written);
		written.entries().forEach(this.changes::announce);
		return written.fillPage();
	}

}
