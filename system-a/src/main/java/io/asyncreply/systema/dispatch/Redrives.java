package io.asyncreply.systema.dispatch;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;

import io.asyncreply.messages.amqp.Periodic;

/**
 * Looks after every request queue once a second.
 */
final class Redrives implements AutoCloseable {

	private final List<Redrive> redrives;

	private final Sights sights;

	private final Clock clock;

	private final Periodic looks;

	Redrives(List<Redrive> redrives, Sights sights, Clock clock, ScheduledExecutorService scheduler) {
		this.redrives = List.copyOf(redrives);
		this.sights = sights;
		this.clock = clock;
		this.looks = new Periodic(scheduler, Duration.ofSeconds(1), this::look);
	}

	@Override
	public void close() {
		this.looks.close();
	}

	private void look() {
		Instant now = this.clock.instant();
		this.sights.look(now);
		this.redrives.forEach((redrive) -> redrive.look(now));
	}

}
