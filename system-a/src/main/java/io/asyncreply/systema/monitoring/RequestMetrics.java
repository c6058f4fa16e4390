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
 * Counts accepted, retried and reopened requests, and times each request and its stages.
 * No duration is a difference of two machines' clocks: System B reports the processing
 * time, and the time in the queue is the rest.
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

	/** The difference of two measured durations can be negative by some microseconds. */
	private void recordStage(String name, StoredRequest request, Duration duration) {
		this.stages.get(new StageKey(name, request.operation()))
			.record(duration.isNegative() ? Duration.ZERO : duration);
	}

	private static Timer durationTimer(OutcomeKey outcome, MeterRegistry meters) {
		return Timer.builder("asyncreply.request.duration")
			.description("Time from acceptance or reopening to the terminal state")
			.tag("operation", outcome.queue().operation())
			.tag("lane", outcome.queue().lane().label())
			.tag("outcome", outcome.state().name().toLowerCase(Locale.ROOT))
			.publishPercentileHistogram()
			.minimumExpectedValue(Duration.ofMillis(1))
			.maximumExpectedValue(Duration.ofHours(1))
			.register(meters);
	}

	/**
	 * Tags of the timer {@code asyncreply.request.duration}.
	 *
	 * @param queue the queue
	 * @param state the terminal state
	 */
	private record OutcomeKey(RequestQueue queue, RequestState state) {

	}

	/**
	 * Tags of the timer {@code asyncreply.stage.duration}.
	 *
	 * @param name name of the stage
	 * @param operation name of the operation
	 */
	private record StageKey(String name, String operation) {

	}

}
