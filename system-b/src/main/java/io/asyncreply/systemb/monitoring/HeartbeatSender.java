package io.asyncreply.systemb.monitoring;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ScheduledExecutorService;

import io.asyncreply.messages.ControlMessage;
import io.asyncreply.messages.ControlMessage.Heartbeat;
import io.asyncreply.messages.ControlMessage.QueueStatus;
import io.asyncreply.messaging.RecurringTask;
import io.asyncreply.messaging.control.ControlBus;
import io.asyncreply.systemb.worker.QueueWorker;
import io.asyncreply.systemb.worker.QueueWorkers;

/**
 * Tells once a second what this System B works on, and at the end that it has nothing in
 * hand any more.
 */
final class HeartbeatSender implements AutoCloseable {

	private static final Duration INTERVAL = Duration.ofSeconds(1);

	private final String workerId = UUID.randomUUID().toString();

	private final QueueWorkers queueWorkers;

	private final ControlBus controlBus;

	private final RecurringTask heartbeatTask;

	private boolean stopped;

	HeartbeatSender(QueueWorkers queueWorkers, ControlBus controlBus, ScheduledExecutorService tickScheduler) {
		this.queueWorkers = queueWorkers;
		this.controlBus = controlBus;
		this.heartbeatTask = new RecurringTask(tickScheduler, INTERVAL, this::sendHeartbeat);
		queueWorkers.onStopped(this::sendLeaving);
	}

	@Override
	public void close() {
		this.heartbeatTask.close();
	}

	/** No beat follows it. */
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
