package io.asyncreply.systema.dispatch;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;

import io.asyncreply.messages.ControlMessage.Cancellation;
import io.asyncreply.messages.ControlMessage.CancelledAttempt;
import io.asyncreply.messages.ControlMessage.Heartbeat;
import io.asyncreply.messaging.RecurringTask;
import io.asyncreply.messaging.control.ControlBus;
import io.asyncreply.systema.ledger.model.RequestState;
import io.asyncreply.systema.ledger.model.StoredRequest;
import io.asyncreply.systema.ledger.spi.LedgerListener;

/**
 * Tells workers what nobody waits for any more, so that they drop or stop it; a worker
 * that is new hears of the last ones too. A worker that misses it works in vain, and
 * nothing else.
 */
final class CancellationPublisher implements LedgerListener, AutoCloseable {

	private static final Duration PAUSE = Duration.ofMillis(50);

	/** So many of the last ones a new worker is told. */
	private static final int REMEMBERED = 10_000;

	private static final int MOST_WORKERS = 1_000;

	private final ControlBus bus;

	private final Deque<CancelledAttempt> recent = new ArrayDeque<>();

	private final Set<String> greeted = new LinkedHashSet<>();

	private final RecurringTask rounds;

	private List<CancelledAttempt> untold = new ArrayList<>();

	CancellationPublisher(ControlBus bus, ScheduledExecutorService scheduler) {
		this.bus = bus;
		this.rounds = new RecurringTask(scheduler, PAUSE, this::tell);
		bus.listen(Heartbeat.class, this::greet);
	}

	@Override
	public synchronized void changed(StoredRequest entry) {
		if (entry.state() == RequestState.CANCELLED || entry.state() == RequestState.EXPIRED) {
			CancelledAttempt recalled = new CancelledAttempt(entry.id(), entry.attempt());
			if (this.untold.size() < REMEMBERED) {
				this.untold.add(recalled);
			}
			this.recent.add(recalled);
			if (this.recent.size() > REMEMBERED) {
				this.recent.remove();
			}
		}
	}

	@Override
	public void close() {
		this.rounds.close();
	}

	private synchronized void tell() {
		if (!this.untold.isEmpty()) {
			this.bus.send(new Cancellation(this.untold));
			this.untold = new ArrayList<>();
		}
	}

	private synchronized void greet(Heartbeat pulse) {
		if (this.greeted.add(pulse.worker())) {
			if (!this.recent.isEmpty()) {
				this.bus.send(new Cancellation(List.copyOf(this.recent)));
			}
			if (this.greeted.size() > MOST_WORKERS) {
				this.greeted.remove(this.greeted.iterator().next());
			}
		}
	}

}
