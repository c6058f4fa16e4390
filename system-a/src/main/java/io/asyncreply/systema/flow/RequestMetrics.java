package io.asyncreply.systema.flow;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

import io.asyncreply.systema.ledger.Entry;
import io.asyncreply.systema.ledger.LedgerListener;
import io.asyncreply.systema.ledger.State;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/**
 * Counts what is accepted and measures how long it takes to end. Spans that cross
 * machines are never differences of two clocks: System B reports how long it worked, and
 * the wait is what is left.
 */
final class RequestMetrics implements LedgerListener {

	private final MeterRegistry meters;

	private final Clock clock;

	RequestMetrics(MeterRegistry meters, Clock clock) {
		this.meters = meters;
		this.clock = clock;
	}

	@Override
	public void changed(Entry entry) {
		if (entry.state().isEnded()) {
			ended(entry);
		}
		else if (entry.version() == 1) {
			this.meters
				.counter("asyncreply.requests.accepted", "operation", entry.operation(), "lane", entry.lane().label())
				.increment();
			stage("commit", entry, Duration.between(entry.id().madeAt(), this.clock.instant()));
		}
		else if (entry.beginsLife()) {
			this.meters.counter("asyncreply.requests.reopened", "operation", entry.operation()).increment();
		}
		else if (entry.state() == State.ACCEPTED) {
			this.meters.counter("asyncreply.requests.retried", "operation", entry.operation()).increment();
		}
	}

	private void ended(Entry entry) {
		Entry.Times times = entry.times();
		Timer.builder("asyncreply.request.duration")
			.description("From the acceptance of a request to its end")
			.tag("operation", entry.operation())
			.tag("lane", entry.lane().label())
			.tag("outcome", entry.state().name().toLowerCase(Locale.ROOT))
			.publishPercentileHistogram()
			.minimumExpectedValue(Duration.ofMillis(1))
			.maximumExpectedValue(Duration.ofHours(1))
			.register(this.meters)
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
	private void stage(String stage, Entry entry, Duration duration) {
		this.meters.timer("asyncreply.stage.duration", "stage", stage, "operation", entry.operation())
			.record(duration.isNegative() ? Duration.ZERO : duration);
	}

}
