package io.asyncreply.systema.dispatch;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;

import io.asyncreply.messages.ControlMessage.Cancellation;
import io.asyncreply.messages.ControlMessage.CancelledAttempt;
import io.asyncreply.messages.ControlMessage.Heartbeat;
import io.asyncreply.messaging.control.ControlBus;
import io.asyncreply.systema.ledger.model.RequestState;
import io.asyncreply.systema.ledger.model.StoredRequest;
import io.asyncreply.systema.ledger.spi.LedgerListener;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.TaskScheduler;

/**
 * Sends cancelled and expired attempts to all workers, so that they drop or interrupt
 * them. A new worker also receives the last 10,000. A worker that misses a cancellation
 * processes the request, and the ledger ignores its reply.
 */
final class CancellationPublisher implements LedgerListener, AutoCloseable {

	private static final Duration FLUSH_INTERVAL = Duration.ofMillis(50);

	/** Most cancelled attempts for a new worker, and most that wait to be sent. */
	private static final int MAX_RECENT = 10_000;

	private static final int MAX_WORKERS = 1_000;

	private final ControlBus controlBus;

	private final Deque<CancelledAttempt> recent = new ArrayDeque<>();

	private final Set<String> knownWorkers = new LinkedHashSet<>();

	private final TaskScheduler scheduler;

	private @Nullable ScheduledFuture<?> flushTask;

	private List<CancelledAttempt> pending = new ArrayList<>();

	CancellationPublisher(ControlBus controlBus, TaskScheduler scheduler) {
		this.controlBus = controlBus;
		this.scheduler = scheduler;
		controlBus.addListener(Heartbeat.class, this::replayTo);
	}

	/** Starts to publish the collected cancellations every 50 ms. */
	void start() {
		this.flushTask = this.scheduler.scheduleWithFixedDelay(this::flush, Instant.now().plus(FLUSH_INTERVAL),
				FLUSH_INTERVAL);
	}

	@Override
	public synchronized void onChange(StoredRequest request) {
		if (request.state() == RequestState.CANCELLED || request.state() == RequestState.EXPIRED) {
			CancelledAttempt cancelledAttempt = new CancelledAttempt(request.id(), request.attempt());
			if (this.pending.size() < MAX_RECENT) {
				this.pending.add(cancelledAttempt);
			}
			this.recent.add(cancelledAttempt);
			if (this.recent.size() > MAX_RECENT) {
				this.recent.remove();
			}
		}
	}

	@Override
	public void close() {
		if (this.flushTask != null) {
			this.flushTask.cancel(false);
		}
	}

	private synchronized void flush() {
		if (!this.pending.isEmpty()) {
			this.controlBus.send(new Cancellation(this.pending));
			this.pending = new ArrayList<>();
		}
	}

	private synchronized void replayTo(Heartbeat heartbeat) {
		if (this.knownWorkers.add(heartbeat.worker())) {
			if (!this.recent.isEmpty()) {
				this.controlBus.send(new Cancellation(List.copyOf(this.recent)));
			}
			if (this.knownWorkers.size() > MAX_WORKERS) {
				this.knownWorkers.remove(this.knownWorkers.iterator().next());
			}
		}
	}

}
