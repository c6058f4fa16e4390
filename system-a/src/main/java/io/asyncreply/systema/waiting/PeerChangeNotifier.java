package io.asyncreply.systema.waiting;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.function.Consumer;

import io.asyncreply.messages.ControlMessage.RequestsChanged;
import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.ledger.LiveInstances;
import io.asyncreply.systema.ledger.model.StoredRequest;
import io.asyncreply.systema.ledger.spi.LedgerListener;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.TaskScheduler;

/**
 * Sends the ids of changed requests to the other instances on the same ledger every 20
 * ms, because a reply can reach another instance than its caller. Drops ids beyond 10,000
 * unsent ones.
 */
final class PeerChangeNotifier implements LedgerListener, AutoCloseable {

	private static final Duration INTERVAL = Duration.ofMillis(20);

	private static final int MAX_PENDING = 10_000;

	private final LiveInstances liveInstances;

	private final Consumer<RequestsChanged> sender;

	private final TaskScheduler scheduler;

	private @Nullable ScheduledFuture<?> sendTask;

	private List<RequestId> pending = new ArrayList<>();

	PeerChangeNotifier(LiveInstances liveInstances, Consumer<RequestsChanged> sender, TaskScheduler scheduler) {
		this.liveInstances = liveInstances;
		this.sender = sender;
		this.scheduler = scheduler;
	}

	/** Starts to send the collected changes every 20 ms. */
	void start() {
		this.sendTask = this.scheduler.scheduleWithFixedDelay(this::sendPending, Instant.now().plus(INTERVAL),
				INTERVAL);
	}

	@Override
	public void onChange(StoredRequest stored) {
		if (this.liveInstances.hasPeers() && stored.version() > 1) {
			add(stored.id());
		}
	}

	@Override
	public void close() {
		if (this.sendTask != null) {
			this.sendTask.cancel(false);
		}
	}

	private synchronized void add(RequestId request) {
		if (this.pending.size() < MAX_PENDING) {
			this.pending.add(request);
		}
	}

	private void sendPending() {
		List<RequestId> changed = drainPending();
		if (!changed.isEmpty()) {
			this.sender.accept(new RequestsChanged(changed));
		}
	}

	private synchronized List<RequestId> drainPending() {
		List<RequestId> drained = this.pending;
		this.pending = new ArrayList<>();
		return drained;
	}

}
