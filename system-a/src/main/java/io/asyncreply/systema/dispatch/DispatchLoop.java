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
	private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

	/** The least time between two pages while others are in a hurry. */
	private static final long COURTESY_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

	private static final long IDLE_MILLIS = 50;

	/** So late at most it is noticed that a page has left. */
	private static final long PAGE_MILLIS = 2;

	private final DispatchBuffer buffer;

	private final Outbox outbox;

	private final DispatchBatcher departures;

	private final BrokerBackoff pause;

	private final QueueBackoff destinations;

	private volatile boolean running;

	private volatile boolean pageUnderWay;

	private long lookedAt = System.nanoTime() - LOOK_NANOS;

	/** Whether the last look found a page. */
	private boolean found;

	/** Whether single requests have come in since. */
	private boolean hurry;

	DispatchLoop(DispatchBuffer buffer, Outbox outbox, DispatchBatcher departures, BrokerBackoff pause,
			QueueBackoff destinations) {
		this.buffer = buffer;
		this.outbox = outbox;
		this.departures = departures;
		this.pause = pause;
		this.destinations = destinations;
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
		return LifecyclePhases.BEHIND_WEB_SERVER;
	}

	private void run() {
		while (this.running) {
			try {
				round();
			}
			catch (InterruptedException ex) {
				logger.debug("The loop ends when it is told to, not when it is interrupted");
			}
			catch (RuntimeException ex) {
				logger.error("A round of dispatch failed and the next one goes on", ex);
			}
		}
	}

	private void round() throws InterruptedException {
		boolean open = this.pause.isOver();
		this.buffer.setOpen(open);
		if (!open) {
			TimeUnit.MILLISECONDS.sleep(IDLE_MILLIS);
			return;
		}
		if (!this.pageUnderWay && System.nanoTime() - this.lookedAt >= pause()) {
			claimPage();
		}
		List<OutboxEntry> ready = this.buffer.next(this.pageUnderWay ? PAGE_MILLIS : IDLE_MILLIS);
		this.hurry = this.hurry || ready.stream().anyMatch((request) -> request.lane() == Lane.INTERACTIVE);
		this.departures.leave(ready, this.buffer::release);
	}

	/** From one look into the ledger to the next. */
	private long pause() {
		if (this.found) {
			return this.hurry ? COURTESY_NANOS : 0;
		}
		return LOOK_NANOS;
	}

	private void claimPage() {
		this.lookedAt = System.nanoTime();
		this.found = false;
		this.hurry = false;
		try {
			List<RequestQueue> awake = this.destinations.awake();
			if (this.outbox.hasClaimable(awake)) {
				leave(this.outbox.claim(awake, QueueBackoff.PAGE).join());
			}
		}
		catch (LedgerUnavailableException | CompletionException ex) {
			logger.debug("The ledger is unavailable, the next look will find what waits", ex);
		}
	}

	private void leave(List<OutboxEntry> page) {
		if (page.isEmpty()) {
			return;
		}
		this.found = true;
		this.pageUnderWay = true;
		AtomicInteger underWay = new AtomicInteger(page.size());
		this.departures.leave(page, (request) -> {
			if (underWay.decrementAndGet() == 0) {
				this.pageUnderWay = false;
			}
		});
	}

}
