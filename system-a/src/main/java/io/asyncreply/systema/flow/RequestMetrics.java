package io.asyncreply.systema.flow;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

import io.asyncreply.systema.ledger.Destination;
import io.asyncreply.systema.ledger.Entry;
import io.asyncreply.systema.ledger.LedgerListener;
import io.asyncreply.systema.ledger.State;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/**
 * Counts what is accepted and measures how long it takes to end. Spans that cross
 * machines are never differences of two clocks: System B reports how long it worked, and
 * the wait is what is left.
 */
final class RequestMetrics implements LedgerListener {

	private final Clock clock;

	private final Kept<Destination, Counter> accepted;

	private final Kept<String, Counter> reopened;

	private final Kept<String, Counter> retried;

	private final Kept<End, Timer> durations;

	private final Kept<Stage, Timer> stages;

	RequestMetrics(MeterRegistry meters, Clock clock) {
		this.clock = clock;
		this.accepted = new Kept<>((queue) -> meters.counter("asyncreply.requests.accepted", "operation",
				queue.operation(), "lane", queue.lane().label()));
		this.reopened = new Kept<>(
				(operation) -> meters.counter("asyncreply.requests.reopened", "operation", operation));
		this.retried = new Kept<>((operation) -> meters.counter("asyncreply.requests.retried", "operation", operation));
		this.durations = new Kept<>((end) -> duration(end, meters));
		this.stages = new Kept<>((stage) -> meters.timer("asyncreply.stage.duration", "stage", stage.name(),
				"operation", stage.operation()));
	}

	@Override
	public void changed(Entry entry) {
		if (entry.state().isEnded()) {
			ended(entry);
		}
		else if (entry.version() == 1) {
			this.accepted.of(entry.destination()).increment();
			stage("commit", entry, Duration.between(entry.id().madeAt(), this.clock.instant()));
		}
		else if (entry.beginsLife()) {
			this.reopened.of(entry.operation()).increment();
		}
		else if (entry.state() == State.ACCEPTED) {
			this.retried.of(entry.operation()).increment();
		}
	}

	private void ended(Entry entry) {
		Entry.Times times = entry.times();
		this.durations.of(new End(entry.destination(), entry.state()))
			.record(Duration.between(times.openedAt(), times.updatedAt()));
		Duration processing = times.processing();
		Instant sentAt = times.sentAt();
		if (processing != null) {
			stage("process", entry, processing);
			if (sentAt != null) {
				stage("queue", entry, Duration.between(sentAt, times.updatedAt()).minus(processing));
			}
		}
	}

	/**
	 * What is left of two measured spans may be less than nothing by a few microseconds.
	 */
	private void stage(String name, Entry entry, Duration duration) {
		this.stages.of(new Stage(name, entry.operation())).record(duration.isNegative() ? Duration.ZERO : duration);
	}

	private static Timer duration(End end, MeterRegistry meters) {
		return Timer.builder("asyncreply.request.duration")
			.description("From the acceptance of a request to its end")
			.tag("operation", end.queue().operation())
			.tag("lane", end.queue().lane().label())
			.tag("outcome", end.state().name().toLowerCase(Locale.ROOT))
			.publishPercentileHistogram()
			.minimumExpectedValue(Duration.ofMillis(1))
			.maximumExpectedValue(Duration.ofHours(1))
			.register(meters);
	}

	/**
	 * How requests of a queue end.
	 */
	private record End(Destination queue, State state) {

	}

	/**
	 * A part of their way.
	 */
	private record Stage(String name, String operation) {

	}

}
