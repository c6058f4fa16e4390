package io.asyncreply.systemb.flow;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ScheduledExecutorService;

import io.asyncreply.messages.Signal;
import io.asyncreply.messages.Signal.Pulse;
import io.asyncreply.messages.Signal.Station;
import io.asyncreply.messages.amqp.ControlBus;
import io.asyncreply.messages.amqp.Periodic;
import io.asyncreply.systemb.endpoint.Endpoint;
import io.asyncreply.systemb.endpoint.Endpoints;

/**
 * Tells once a second what this System B works on, and at the end that it has nothing in
 * hand any more.
 */
final class Pulses implements AutoCloseable {

	private static final Duration BEAT = Duration.ofSeconds(1);

	private final String worker = UUID.randomUUID().toString();

	private final Endpoints endpoints;

	private final ControlBus bus;

	private final Periodic beats;

	private boolean over;

	Pulses(Endpoints endpoints, ControlBus bus, ScheduledExecutorService ticker) {
		this.endpoints = endpoints;
		this.bus = bus;
		this.beats = new Periodic(ticker, BEAT, this::beat);
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
			this.bus.sendAndWait(new Pulse(this.worker, true, List.of()));
		}
	}

	private synchronized void beat() {
		if (this.over) {
			return;
		}
		List<Station> stations = new ArrayList<>();
		int room = Signal.MAX_REQUESTS;
		for (Endpoint endpoint : this.endpoints.all()) {
			Station station = endpoint.station(room);
			if (station.slots() > 0 || station.inHand() > 0) {
				stations.add(station);
				room -= station.longInHand().size();
			}
		}
		this.bus.send(new Pulse(this.worker, false, stations));
	}

}
