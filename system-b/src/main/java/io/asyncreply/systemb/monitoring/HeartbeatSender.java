package io.asyncreply.systemb.monitoring;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ScheduledFuture;

import io.asyncreply.messages.ControlMessage;
import io.asyncreply.messages.ControlMessage.Heartbeat;
import io.asyncreply.messages.ControlMessage.QueueStatus;
import io.asyncreply.messaging.control.ControlBus;
import io.asyncreply.systemb.worker.QueueWorker;
import io.asyncreply.systemb.worker.QueueWorkers;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.TaskScheduler;

/**
 * Sends a heartbeat with the status of each consumed queue every second. If System B
 * stops with no request in flight, its last heartbeat says that it is leaving.
 */
final class HeartbeatSender implements AutoCloseable {

	private static final Duration INTERVAL = Duration.ofSeconds(1);

	private final String workerId = UUID.randomUUID().toString();

	private final QueueWorkers queueWorkers;

	private final ControlBus controlBus;

	private final TaskScheduler tickScheduler;

	private @Nullable ScheduledFuture<?> heartbeatTask;

	private boolean stopped;

	HeartbeatSender(QueueWorkers queueWorkers, ControlBus controlBus, TaskScheduler tickScheduler) {
		this.queueWorkers = queueWorkers;
		this.controlBus = controlBus;
		this.tickScheduler = tickScheduler;
	}

	/** Starts to send a heartbeat every second, and one at the end. */
	void start() {
		this.heartbeatTask = this.tickScheduler.scheduleWithFixedDelay(this::sendHeartbeat,
				Instant.now().plus(INTERVAL), INTERVAL);
		this.queueWorkers.onStopped(this::sendLeaving);
	}

	@Override
	public void close() {
		if (this.heartbeatTask != null) {
			this.heartbeatTask.cancel(false);
		}
	}

	/** Sends the last heartbeat. */
	private synchronized void sendLeaving() {
		this.stopped = true;
		if (this.queueWorkers.all().stream().allMatch((queueWorker) -> queueWorker.inFlight() == 0)) {
			this.controlBus.sendAndWait(new Heartbeat(this.workerId, true, List.of()));
		}
	}

	private synchronized void sendHeartbeat() {
		if (this.stopped) {
			return;
		}
		List<QueueStatus> queueStatuses = new ArrayList<>();
		int remainingRequests = ControlMessage.MAX_REQUESTS;
		for (QueueWorker queueWorker : this.queueWorkers.all()) {
			QueueStatus queueStatus = queueWorker.status(remainingRequests);
			if (queueStatus.slots() > 0 || queueStatus.inFlight() > 0) {
				queueStatuses.add(queueStatus);
				remainingRequests -= queueStatus.longRunning().size();
			}
		}
		this.controlBus.send(new Heartbeat(this.workerId, false, queueStatuses));
	}

}
