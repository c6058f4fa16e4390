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
import io.asyncreply.messages.RequestQueue;
import io.asyncreply.systema.ledger.commit.LedgerTemplate;
import io.asyncreply.systema.ledger.commit.SentMarkBuffer;
import io.asyncreply.systema.ledger.dao.RequestQueries;
import io.asyncreply.systema.ledger.dao.RowMappers;
import io.asyncreply.systema.ledger.model.InFlightRequest;
import io.asyncreply.systema.ledger.model.InstanceId;
import io.asyncreply.systema.ledger.model.LedgerUnavailableException;
import io.asyncreply.systema.ledger.model.OutboxEntry;
import io.asyncreply.systema.ledger.model.StoredRequest;

/**
 * Requests on their way from the ledger to the exchange.
 */
public final class Outbox {

	private final LedgerTemplate ledgerTemplate;

	private final SentMarkBuffer sentMarkBuffer;

	private final RequestQueries requestQueries;

	private final InstanceId instanceId;

	private final Clock clock;

	private CompletableFuture<Boolean> pendingMarkWrite = CompletableFuture.completedFuture(false);

	public Outbox(LedgerTemplate ledgerTemplate, SentMarkBuffer sentMarkBuffer, RequestQueries requestQueries,
			InstanceId instanceId, Clock clock) {
		this.ledgerTemplate = ledgerTemplate;
		this.sentMarkBuffer = sentMarkBuffer;
		this.requestQueries = requestQueries;
		this.instanceId = instanceId;
		this.clock = clock;
	}

	/**
	 * Tells whether there is something to claim.
	 * @param queues for which queues
	 * @return true if there is
	 * @throws LedgerUnavailableException if the database cannot be read
	 */
	public boolean hasClaimable(List<RequestQueue> queues) {
		return this.requestQueries.hasClaimable(queues);
	}

	/**
	 * Claims requests that wait in the ledger to be published.
	 * @param queues for which queues, those first that come first
	 * @param limit most requests to claim
	 * @return completed after the commit with the requests, now in the hands of this
	 * instance, or with {@link LedgerUnavailableException}; what was claimed although
	 * nobody knows is given back
	 */
	public CompletableFuture<List<OutboxEntry>> claim(List<RequestQueue> queues, int limit) {
		List<OutboxEntry> claimed = new ArrayList<>();
		return this.ledgerTemplate.write((ledgerTransaction) -> {
			claimed.clear();
			claimed.addAll(ledgerTransaction.dispatches().claim(this.instanceId.value(), queues, limit));
			return claimed;
		}).whenComplete((page, failure) -> {
			if (failure != null) {
				claimed.forEach((request) -> {
					postpone(request, Duration.ZERO);
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
	public void markSent(RequestId id, int attempt, Lane lane) {
		addMark(new SentMarkBuffer.SentMark(id, attempt, lane, now(), null));
	}

	/**
	 * Notes that the broker has just confirmed a publish from this instance's hands;
	 * written soon, unless the request goes on before.
	 * @param request the request as it was published
	 */
	public void markSent(OutboxEntry request) {
		addMark(new SentMarkBuffer.SentMark(request.id(), request.attempt(), request.lane(), now(), request.request()));
	}

	private void addMark(SentMarkBuffer.SentMark sentMark) {
		this.sentMarkBuffer.add(sentMark);
		if (this.sentMarkBuffer.isFlushDue()) {
			writeMarks(Duration.ZERO);
		}
	}

	/** As exact as the ledger is. */
	private Instant now() {
		return RowMappers.fromMicros(RowMappers.toMicros(this.clock.instant()));
	}

	/**
	 * Gives back a request that could not be published, however long the ledger takes to
	 * commit it.
	 * @param request the request as it was handed out
	 * @param delay after this it may be claimed again
	 * @return completed after the commit
	 */
	public CompletableFuture<Void> postpone(OutboxEntry request, Duration delay) {
		return this.ledgerTemplate
			.writeUntilCommitted((ledgerTransaction) -> ledgerTransaction.dispatches().postpone(request, delay));
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
	public List<InFlightRequest> findInFlight(String operation, Lane lane, Instant before, int limit) {
		return this.requestQueries.findInFlight(operation, lane, before, limit);
	}

	/**
	 * Has requests published again that the broker has lost; what has gone on since it
	 * was found is left alone.
	 * @param lost the requests
	 * @return completed after the commit with how many there are, or with
	 * {@link LedgerUnavailableException}
	 */
	public CompletableFuture<Integer> republishLost(List<InFlightRequest> lost) {
		return this.ledgerTemplate.write((ledgerTransaction) -> {
			int count = 0;
			for (InFlightRequest request : lost) {
				count += ledgerTransaction.dispatches().republishLost(request);
			}
			return count;
		});
	}

	/**
	 * Has requests published again, each alone, that a queue took and gave up; what has
	 * ended or is in another attempt is left alone.
	 * @param deadLettered the requests as they were published
	 * @return completed after the commit with how many there are, or with
	 * {@link LedgerUnavailableException}
	 */
	public CompletableFuture<Integer> republishDeadLettered(List<Request> deadLettered) {
		return this.ledgerTemplate.write((ledgerTransaction) -> {
			List<StoredRequest> changed = new ArrayList<>();
			for (Request request : deadLettered) {
				ledgerTransaction.dispatches().republishDeadLettered(request).ifPresent(changed::add);
			}
			return changed;
		}).thenApply((changed) -> {
			changed.forEach(this.ledgerTemplate::notifyListeners);
			return changed.size();
		});
	}

	/**
	 * Writes a page of marks, if none is being written: one after the other, because a
	 * mark is there until it is committed, and each page would write it again.
	 * @param age only of those that were confirmed so long ago
	 * @return completed after the commit of the page that is under way with whether
	 * another is full, or with {@link LedgerUnavailableException}
	 */
	public synchronized CompletableFuture<Boolean> writeMarks(Duration age) {
		if (this.pendingMarkWrite.isDone()) {
			Instant before = now().minus(age);
			this.pendingMarkWrite = this.sentMarkBuffer.isEmpty() ? CompletableFuture.completedFuture(false)
					: this.ledgerTemplate
						.write((ledgerTransaction) -> this.sentMarkBuffer.write(ledgerTransaction, before))
						.thenApply(this::onMarksWritten);
		}
		return this.pendingMarkWrite;
	}

	private boolean onMarksWritten(SentMarkBuffer.WrittenMarks writtenMarks) {
		this.sentMarkBuffer.remove(writtenMarks);
		writtenMarks.requests().forEach(this.ledgerTemplate::notifyListeners);
		return writtenMarks.isFullPage();
	}

}
