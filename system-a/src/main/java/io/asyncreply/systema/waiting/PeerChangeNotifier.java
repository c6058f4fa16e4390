package io.asyncreply.systema.waiting;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;

import io.asyncreply.messages.ControlMessage.RequestsChanged;
import io.asyncreply.messages.RequestId;
import io.asyncreply.messaging.RecurringTask;
import io.asyncreply.systema.ledger.maintenance.ClusterMembership;
import io.asyncreply.systema.ledger.model.StoredRequest;
import io.asyncreply.systema.ledger.spi.LedgerListener;

/**
 * Tells other instances on the same ledger which rows changed here, because a reply may
 * reach another instance than the one where its caller waits.
 */
final class PeerChangeNotifier implements LedgerListener, AutoCloseable {

	private static final Duration PAUSE = Duration.ofMillis(20);

	private static final int MOST_UNTOLD = 10_000;

	private final ClusterMembership peers;

	private final Consumer<RequestsChanged> teller;

	private final RecurringTask rounds;

	private List<RequestId> untold = new ArrayList<>();

	PeerChangeNotifier(ClusterMembership peers, Consumer<RequestsChanged> teller, ScheduledExecutorService scheduler) {
		this.peers = peers;
		this.teller = teller;
		this.rounds = new RecurringTask(scheduler, PAUSE, this::tell);
	}

	@Override
	public void changed(StoredRequest entry) {
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
			this.teller.accept(new RequestsChanged(changed));
		}
	}

	private synchronized List<RequestId> take() {
		List<RequestId> taken = this.untold;
		this.untold = new ArrayList<>();
		return taken;
	}

}
