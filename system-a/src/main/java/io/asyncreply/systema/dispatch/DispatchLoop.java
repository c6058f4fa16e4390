package io.asyncreply.systema.dispatch;

import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.asyncreply.systema.Phases;
import io.asyncreply.systema.ledger.Destination;
import io.asyncreply.systema.ledger.LedgerUnavailableException;
import io.asyncreply.systema.ledger.Outbox;
import io.asyncreply.systema.ledger.Unsent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * One thread that lets requests leave: those in this instance's hands at once, and beside
 * them, a page at a time, those that wait in the ledger.
 */
final class DispatchLoop implements SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(DispatchLoop.class);

	private static final int PAGE = 256;

	private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

	private static final long IDLE_MILLIS = 50;

	private final DispatchBuffer buffer;

	private final Outbox outbox;

	private final Departures departures;

	private final BrokerPause pause;

	private final Destinations destinations;

	private volatile boolean running;

	private volatile boolean pageUnderWay;

	private long lookedAt = System.nanoTime() - LOOK_NANOS;

	DispatchLoop(DispatchBuffer buffer, Outbox outbox, Departures departures, BrokerPause pause,
			Destinations destinations) {
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
		return Phases.BEHIND_WEB_SERVER;
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
		if (!this.pageUnderWay && System.nanoTime() - this.lookedAt >= LOOK_NANOS) {
			claimPage();
		}
		this.departures.leave(this.buffer.next(IDLE_MILLIS), this.buffer::release);
	}

	private void claimPage() {
		this.lookedAt = System.nanoTime();
		try {
			List<Destination> awake = this.destinations.awake();
			if (this.outbox.hasClaimable(awake)) {
				this.pageUnderWay = true;
				leave(this.outbox.claim(awake, PAGE).join());
			}
		}
		catch (LedgerUnavailableException | CompletionException ex) {
			this.pageUnderWay = false;
			logger.debug("The ledger is unavailable, the next look will find what waits", ex);
		}
	}

	private void leave(List<Unsent> page) {
		if (page.isEmpty()) {
			this.pageUnderWay = false;
			return;
		}
		AtomicInteger underWay = new AtomicInteger(page.size());
		this.departures.leave(page, (request) -> {
			if (underWay.decrementAndGet() == 0) {
				// There may be more at once.
				this.lookedAt = System.nanoTime() - LOOK_NANOS;
				this.pageUnderWay = false;
			}
		});
	}

}
