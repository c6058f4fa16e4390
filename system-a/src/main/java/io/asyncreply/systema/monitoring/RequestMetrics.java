package io.asyncreply.systema.monitoring;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

import io.asyncreply.messages.RequestQueue;
import io.asyncreply.systema.MeterCache;
import io.asyncreply.systema.ledger.model.RequestState;
import io.asyncreply.systema.ledger.model.StoredRequest;
import io.asyncreply.systema.ledger.spi.LedgerListener;
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

	private final MeterCache<RequestQueue, Counter> accepted;

	private final MeterCache<String, Counter> reopened;

	private final MeterCache<String, Counter> retried;

	private final MeterCache<OutcomeKey, Timer> durations;

	private final MeterCache<StageKey, Timer> stages;

	RequestMetrics(MeterRegistry meters, Clock clock) {
		this.clock = clock;
		this.accepted = new MeterCache<>((queue) -> meters.counter("asyncreply.requests.accepted", "operation",
				queue.operation(), "lane", queue.lane().label()));
		this.reopened = new MeterCache<>(
				(operation) -> meters.counter("asyncreply.requests.reopened", "operation", operation));
		this.retried = new MeterCache<>(
				(operation) -> meters.counter("asyncreply.requests.retried", "operation", operation));
		this.durations = new MeterCache<>((end) -> duration(end, meters));
		this.stages = new MeterCache<>((stage) -> meters.timer("asyncreply.stage.duration", "stage", stage.name(),
				"operation", stage.operation()));
	}

	@Override
	public void changed(StoredRequest entry) {
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
		else if (entry.state() == RequestState.ACCEPTED) {
			this.retried.of(entry.operation()).increment();
		}
	}

	private void ended(StoredRequest entry) {
		StoredRequest.RequestTimes times = entry.times();
		this.durations.of(new OutcomeKey(entry.destination(), entry.state()))
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
	private void stage(String name, StoredRequest entry, Duration duration) {
		this.stages.of(new StageKey(name, entry.operation())).record(duration.isNegative() ? Duration.ZERO : duration);
	}

	private static Timer duration(OutcomeKey end, MeterRegistry meters) {
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
	private record OutcomeKey(RequestQueue queue, RequestState state) {

	}

	/**
	 * A part of their way.
	 */
	private record StageKey(String name, String operation) {

	}

}
