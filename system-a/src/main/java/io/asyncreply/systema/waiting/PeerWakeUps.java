package io.asyncreply.systema.waiting;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;

import io.asyncreply.messages.RequestId;
import io.asyncreply.messages.Signal.WakeUp;
import io.asyncreply.messages.amqp.Periodic;
import io.asyncreply.systema.ledger.Entry;
import io.asyncreply.systema.ledger.LedgerListener;
import io.asyncreply.systema.ledger.Peers;

/**
 * Tells other instances on the same ledger which rows changed here, because a reply may
 * reach another instance than the one where its caller waits.
 */
final class PeerWakeUps implements LedgerListener, AutoCloseable {

	private static final Duration PAUSE = Duration.ofMillis(20);

	private static final int MOST_UNTOLD = 10_000;

	private final Peers peers;

	private final Consumer<WakeUp> teller;

	private final Periodic rounds;

	private List<RequestId> untold = new ArrayList<>();

	PeerWakeUps(Peers peers, Consumer<WakeUp> teller, ScheduledExecutorService scheduler) {
		this.peers = peers;
		this.teller = teller;
		this.rounds = new Periodic(scheduler, PAUSE, this::tell);
	}

	@Override
	public void changed(Entry entry) {
		if (this.peers.exist() && entry.version() > 1) {
			add(entry.id());
		}
	}

	@Override
	public void close() {
		this.rounds.close();
	}

	private synchronized void add(RequestId request) {
		if (this.untold.size() < MOST_UNTOLD) {
			this.untold.add(request);
		}
	}

	private void tell() {
		List<RequestId> changed = take();
		if (!changed.isEmpty()) {
			this.teller.accept(new WakeUp(changed));
		}
	}

	private synchronized List<RequestId> take() {
		List<RequestId> taken = this.untold;
		this.untold = new ArrayList<>();
		return taken;
	}

}
