package io.asyncreply.systema.dispatch;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.asyncreply.messages.Lane;
import io.asyncreply.messages.RequestQueue;
import io.asyncreply.systema.ledger.Outbox;
import io.asyncreply.systema.ledger.model.LedgerUnavailableException;
import io.asyncreply.systema.ledger.model.OutboxEntry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims requests from the outbox into the dispatch buffer, one page of
 * {@value QueueBackoff#PAGE_SIZE} at a time. The next page follows once all requests of
 * the previous one are published. For the dispatch thread only.
 */
final class OutboxPoller {

	private static final Logger logger = LoggerFactory.getLogger(OutboxPoller.class);

	/** Between two polls if the first one found nothing. */
	private static final long POLL_INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

	/** Between two pages while the buffer also has interactive requests to publish. */
	private static final long INTERACTIVE_POLL_INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

	private final Outbox outbox;

	private final QueueBackoff queueBackoff;

	private final DispatchBuffer buffer;

	private long lastPollNanos = System.nanoTime() - POLL_INTERVAL_NANOS;

	private boolean interactiveSeen;

	private volatile boolean pageFound;

	private CompletableFuture<?> lastClaim = CompletableFuture.completedFuture(null);

	OutboxPoller(Outbox outbox, QueueBackoff queueBackoff, DispatchBuffer buffer) {
		this.outbox = outbox;
		this.queueBackoff = queueBackoff;
		this.buffer = buffer;
	}

	/**
	 * Claims a page if it is time for one; does not wait for the commit.
	 */
	void poll() {
		if (!this.lastClaim.isDone() || System.nanoTime() - this.lastPollNanos < pollInterval()
				|| this.buffer.hasClaimed()) {
			return;
		}
		this.lastPollNanos = System.nanoTime();
		this.pageFound = false;
		this.interactiveSeen = false;
		List<RequestQueue> availableQueues = this.queueBackoff.availableQueues();
		try {
			if (this.outbox.hasClaimable(availableQueues)) {
				claimPage(availableQueues);
			}
		}
		catch (LedgerUnavailableException ex) {
			logger.debug("The ledger is unavailable; the next poll follows", ex);
		}
	}

	/**
	 * Notes published interactive requests. The next page is then delayed to leave room
	 * for them.
	 * @param batch the requests of the message
	 */
	void onDispatch(QueueBuffer.DispatchBatch batch) {
		if (!batch.claimed() && batch.requests().get(0).lane() == Lane.INTERACTIVE) {
			this.interactiveSeen = true;
		}
	}

	private void claimPage(List<RequestQueue> availableQueues) {
		this.lastClaim = this.outbox.claim(availableQueues, QueueBackoff.PAGE_SIZE).whenComplete((page, failure) -> {
			if (failure != null) {
				logger.debug("The ledger is unavailable; the next poll follows", failure);
			}
			else if (!page.isEmpty()) {
				addPage(page);
			}
		});
	}

	private void addPage(List<OutboxEntry> page) {
		this.pageFound = true;
		this.buffer.addClaimed(page);
	}

	private long pollInterval() {
		if (this.pageFound) {
			return this.interactiveSeen ? INTERACTIVE_POLL_INTERVAL_NANOS : 0;
		}
		return POLL_INTERVAL_NANOS;
	}

}
