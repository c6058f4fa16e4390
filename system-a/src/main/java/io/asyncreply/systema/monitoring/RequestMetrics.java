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
		this.durations = new MeterCache<>((outcome) -> durationTimer(outcome, meters));
		this.stages = new MeterCache<>((stageKey) -> meters.timer("asyncreply.stage.duration", "stage", stageKey.name(),
				"operation", stageKey.operation()));
	}

	@Override
	public void onChange(StoredRequest request) {
		if (request.state().isEnded()) {
			recordEnd(request);
		}
		else if (request.version() == 1) {
			this.accepted.get(request.queue()).increment();
			recordStage("commit", request, Duration.between(request.id().createdAt(), this.clock.instant()));
		}
		else if (request.startsGeneration()) {
			this.reopened.get(request.operation()).increment();
		}
		else if (request.state() == RequestState.ACCEPTED) {
			this.retried.get(request.operation()).increment();
		}
	}

	private void recordEnd(StoredRequest request) {
		StoredRequest.RequestTimes requestTimes = request.times();
		this.durations.get(new OutcomeKey(request.queue(), request.state()))
			.record(Duration.between(requestTimes.openedAt(), requestTimes.updatedAt()));
		Duration processing = requestTimes.processing();
		Instant sentAt = requestTimes.sentAt();
		if (processing != null) {
			recordStage("process", request, processing);
			if (sentAt != null) {
				recordStage("queue", request, Duration.between(sentAt, requestTimes.updatedAt()).minus(processing));
			}
		}
	}

	/**
	 * What is left of two measured spans may be less than nothing by a few microseconds.
	 */
	private void recordStage(String name, StoredRequest request, Duration duration) {
		this.stages.get(new StageKey(name, request.operation()))
			.record(duration.isNegative() ? Duration.ZERO : duration);
	}

	private static Timer durationTimer(OutcomeKey outcome, MeterRegistry meters) {
		return Timer.builder("asyncreply.request.duration")
			.description("From the acceptance of a request to its end")
			.tag("operation", outcome.queue().operation())
			.tag("lane", outcome.queue().lane().label())
			.tag("outcome", outcome.state().name().toLowerCase(Locale.ROOT))
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
