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

	private static final Duration BEAT = Duration.ofSeconds(1);

	private final String worker = UUID.randomUUID().toString();

	private final QueueWorkers endpoints;

	private final ControlBus bus;

	private final RecurringTask beats;

	private boolean over;

	HeartbeatSender(QueueWorkers endpoints, ControlBus bus, ScheduledExecutorService ticker) {
		this.endpoints = endpoints;
		this.bus = bus;
		this.beats = new RecurringTask(ticker, BEAT, this::beat);
		endpoints.atTheEnd(this::sayFarewell);
	}

	@Override
	public void close() {
		this.beats.close();
	}

	/** No beat follows it. */
	private synchronized void sayFarewell() {
		this.over = true;
		if (this.endpoints.all().stream().allMatch((endpoint) -> endpoint.inHand() == 0)) {
			this.bus.sendAndWait(new Heartbeat(this.worker, true, List.of()));
		}
	}

	private synchronized void beat() {
		if (this.over) {
			return;
		}
		List<QueueStatus> stations = new ArrayList<>();
		int room = ControlMessage.MAX_REQUESTS;
		for (QueueWorker endpoint : this.endpoints.all()) {
			QueueStatus station = endpoint.station(room);
			if (station.slots() > 0 || station.inHand() > 0) {
				stations.add(station);
				room -= station.longInHand().size();
			}
		}
		this.bus.send(new Heartbeat(this.worker, false, stations));
	}

}
