package io.asyncreply.systema.dispatch;

import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.asyncreply.messages.Lane;
import io.asyncreply.messages.RequestQueue;
import io.asyncreply.systema.LifecyclePhases;
import io.asyncreply.systema.ledger.Outbox;
import io.asyncreply.systema.ledger.model.LedgerUnavailableException;
import io.asyncreply.systema.ledger.model.OutboxEntry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * One thread that lets requests leave: those in this instance's hands at once, and beside
 * them, a page at a time, those that wait in the ledger.
 */
final class DispatchLoop implements SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(DispatchLoop.class);

	/** How long nothing is looked for in the ledger after nothing was found. */
	private static final long POLL_INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

	/** The least time between two pages while others are in a hurry. */
	private static final long INTERACTIVE_POLL_INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

	private static final long IDLE_WAIT_MILLIS = 50;

	/** So late at most it is noticed that a page has left. */
	private static final long PAGE_WAIT_MILLIS = 2;

	private final DispatchBuffer buffer;

	private final Outbox outbox;

	private final DispatchBatcher batcher;

	private final BrokerBackoff brokerBackoff;

	private final QueueBackoff queueBackoff;

	private volatile boolean running;

	private volatile boolean pageInFlight;

	private long lastPollNanos = System.nanoTime() - POLL_INTERVAL_NANOS;

	/** Whether the last look found a page. */
	private boolean pageFound;

	/** Whether single requests have come in since. */
	private boolean interactiveSeen;

	DispatchLoop(DispatchBuffer buffer, Outbox outbox, DispatchBatcher batcher, BrokerBackoff brokerBackoff,
			QueueBackoff queueBackoff) {
		this.buffer = buffer;
		this.outbox = outbox;
		this.batcher = batcher;
		this.brokerBackoff = brokerBackoff;
		this.queueBackoff = queueBackoff;
	}

	@Override
	public void start() {
		this.running = true;
		new Thread(this::run, "dispatch").start();
	}

	@Override
	public void stop() {
		this.running = false;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return LifecyclePhases.STOP_AFTER_WEB_SERVER;
	}

	private void run() {
		while (this.running) {
			try {
				runOnce();
			}
			catch (InterruptedException ex) {
				logger.debug("The loop ends when it is told to, not when it is interrupted");
			}
			catch (RuntimeException ex) {
				logger.error("A round of dispatch failed and the next one goes on", ex);
			}
		}
	}

	private void runOnce() throws InterruptedException {
		boolean available = this.brokerBackoff.isPublishingAllowed();
		this.buffer.setOpen(available);
		if (!available) {
			TimeUnit.MILLISECONDS.sleep(IDLE_WAIT_MILLIS);
			return;
		}
		if (!this.pageInFlight && System.nanoTime() - this.lastPollNanos >= pollInterval()) {
			claimPage();
		}
		List<OutboxEntry> ready = this.buffer.drain(this.pageInFlight ? PAGE_WAIT_MILLIS : IDLE_WAIT_MILLIS);
		this.interactiveSeen = this.interactiveSeen
				|| ready.stream().anyMatch((request) -> request.lane() == Lane.INTERACTIVE);
		this.batcher.dispatch(ready, this.buffer::release);
	}

	/** From one look into the ledger to the next. */
	private long pollInterval() {
		if (this.pageFound) {
			return this.interactiveSeen ? INTERACTIVE_POLL_INTERVAL_NANOS : 0;
		}
		return POLL_INTERVAL_NANOS;
	}

	private void claimPage() {
		this.lastPollNanos = System.nanoTime();
		this.pageFound = false;
		this.interactiveSeen = false;
		try {
			List<RequestQueue> availableQueues = this.queueBackoff.availableQueues();
			if (this.outbox.hasClaimable(availableQueues)) {
				dispatchPage(this.outbox.claim(availableQueues, QueueBackoff.PAGE_SIZE).join());
			}
		}
		catch (LedgerUnavailableException | CompletionException ex) {
			logger.debug("The ledger is unavailable, the next look will find what waits", ex);
		}
	}

	private void dispatchPage(List<OutboxEntry> claimed) {
		if (claimed.isEmpty()) {
			return;
		}
		this.pageFound = true;
		this.pageInFlight = true;
		AtomicInteger remaining = new AtomicInteger(claimed.size());
		this.batcher.dispatch(claimed, (request) -> {
			if (remaining.decrementAndGet() == 0) {
				this.pageInFlight = false;
			}
		});
	}

}
