package io.asyncreply.systema.ledger;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.asyncreply.messages.Lane;
import io.asyncreply.messages.RequestId;
import io.asyncreply.messages.RequestQueue;
import io.asyncreply.systema.ledger.commit.LedgerTemplate;
import io.asyncreply.systema.ledger.commit.SentMarkBuffer;
import io.asyncreply.systema.ledger.dao.RequestQueries;
import io.asyncreply.systema.ledger.model.InFlightRequest;
import io.asyncreply.systema.ledger.model.InstanceId;
import io.asyncreply.systema.ledger.model.LedgerTime;
import io.asyncreply.systema.ledger.model.LedgerUnavailableException;
import io.asyncreply.systema.ledger.model.OutboxEntry;
import io.asyncreply.systema.ledger.model.SentMark;
import io.asyncreply.systema.ledger.model.StoredRequest;

/**
 * Claims, marks and postpones the requests between acceptance and publish.
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
	 * Whether any of the queues has a request to claim.
	 * @param queues the queues
	 * @throws LedgerUnavailableException if the database cannot be read
	 */
	public boolean hasClaimable(List<RequestQueue> queues) {
		return this.requestQueries.hasClaimable(queues);
	}

	/**
	 * Claims requests for this instance. If the commit fails, the requests that it may
	 * have claimed are made claimable again.
	 * @param queues the queues, in the order of their priority
	 * @param limit most requests to claim
	 * @return completed after the commit with the requests, or with
	 * {@link LedgerUnavailableException}
	 */
	public CompletableFuture<List<OutboxEntry>> claim(List<RequestQueue> queues, int limit) {
		List<OutboxEntry> claimed = new ArrayList<>();
		return this.ledgerTemplate.write((ledgerTransaction) -> {
			claimed.clear();
			claimed.addAll(ledgerTransaction.dispatches().claim(this.instanceId.value(), queues, limit));
			return claimed;
		}).whenComplete((page, failure) -> {
			if (failure != null) {
				claimed.forEach((request) -> postpone(request, Duration.ZERO));
			}
		});
	}

	/**
	 * Marks an attempt as sent. The mark is written within about a second, unless the
	 * request changes before.
	 * @param id the request
	 * @param attempt the attempt
	 * @param lane the lane of the queue that accepted it
	 */
	public void markSent(RequestId id, int attempt, Lane lane) {
		addMark(new SentMark(id, attempt, lane, now(), null));
	}

	/**
	 * Marks a request of this instance as sent. The mark is written within about a
	 * second, unless the request changes before.
	 * @param request the request as it was published
	 */
	public void markSent(OutboxEntry request) {
		addMark(new SentMark(request.id(), request.attempt(), request.lane(), now(), request.request()));
	}

	private void addMark(SentMark sentMark) {
		this.sentMarkBuffer.add(sentMark);
		if (this.sentMarkBuffer.isFlushDue()) {
			writeMarks(Duration.ZERO);
		}
	}

	private Instant now() {
		return LedgerTime.truncateToMicros(this.clock.instant());
	}

	/**
	 * Makes a request claimable that could not be published. Repeats the write until it
	 * is committed.
	 * @param request the request as it was claimed
	 * @param delay the time until it may be claimed
	 * @return completed after the commit
	 */
	public CompletableFuture<Void> postpone(OutboxEntry request, Duration delay) {
		return this.ledgerTemplate
			.writeUntilCommitted((ledgerTransaction) -> ledgerTransaction.dispatches().postpone(request, delay));
	}

	/**
	 * Finds sent requests of a queue that have no reply, in the order of their confirms.
	 * @param operation the operation of the queue
	 * @param lane the lane of the queue
	 * @param before the confirm is earlier than this
	 * @param limit most requests to find
	 * @return the requests
	 * @throws LedgerUnavailableException if the database cannot be read
	 */
	public List<InFlightRequest> findInFlight(String operation, Lane lane, Instant before, int limit) {
		return this.requestQueries.findInFlight(operation, lane, before, limit);
	}

	/**
	 * Writes a page of marks, unless a page is being written: a mark stays in the buffer
	 * until its commit, so that a second page would write it again.
	 * @param age the minimum age of a mark
	 * @return completed after the commit of the current page with whether there may be
	 * more, or with {@link LedgerUnavailableException}
	 */
	public synchronized CompletableFuture<Boolean> writeMarks(Duration age) {
		if (this.pendingMarkWrite.isDone()) {
			Instant before = now().minus(age);
			this.pendingMarkWrite = this.sentMarkBuffer.isEmpty() ? CompletableFuture.completedFuture(false)
					: this.ledgerTemplate
						.writePending((ledgerTransaction) -> this.sentMarkBuffer.write(ledgerTransaction, before))
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
