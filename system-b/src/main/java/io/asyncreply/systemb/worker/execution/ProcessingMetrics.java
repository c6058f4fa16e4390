package io.asyncreply.systemb.worker.execution;

import java.time.Duration;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

import io.asyncreply.messages.Reply;
import io.asyncreply.messages.Reply.Failed;
import io.asyncreply.messages.RequestQueue;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/**
 * Counts and times the requests of one queue.
 */
public final class ProcessingMetrics {

	private static final Duration MIN_EXPECTED_DURATION = Duration.ofMillis(1);

	private static final Duration MAX_EXPECTED_DURATION = Duration.ofHours(1);

	private final MeterRegistry registry;

	private final RequestQueue queue;

	private final Map<String, Timer> processingTimers = new ConcurrentHashMap<>();

	private final Timer replyTimer;

	private final LongAdder completed = new LongAdder();

	private final LongAdder busyNanos = new LongAdder();

	public ProcessingMetrics(MeterRegistry registry, RequestQueue queue) {
		this.registry = registry;
		this.queue = queue;
		this.replyTimer = Timer.builder("asyncreply.stage.duration")
			.description("Duration of one stage of a request")
			.tags("stage", "reply", "operation", queue.operation())
			.publishPercentileHistogram()
			.minimumExpectedValue(MIN_EXPECTED_DURATION)
			.maximumExpectedValue(MAX_EXPECTED_DURATION)
			.register(registry);
	}

	RequestQueue queue() {
		return this.queue;
	}

	void recordProcessed(Reply reply, Duration duration) {
		String outcome = (reply instanceof Failed failed) ? (failed.retryable() ? "retryable" : "failed") : "succeeded";
		this.processingTimers.computeIfAbsent(outcome, this::processingTimer).record(duration);
		this.completed.increment();
		this.busyNanos.add(duration.toNanos());
	}

	void recordReplied(Duration duration) {
		this.replyTimer.record(duration);
	}

	void countSkipped(String reason) {
		Counter.builder("asyncreply.requests.skipped")
			.description("Requests that were acked without a handler call")
			.tags("operation", this.queue.operation(), "lane", this.queue.lane().label(), "reason", reason)
			.register(this.registry)
			.increment();
	}

	/** Returns the number of requests that were processed since the start. */
	public long completed() {
		return this.completed.sum();
	}

	/** Returns the total duration of their handler calls. */
	public Duration busyTime() {
		return Duration.ofNanos(this.busyNanos.sum());
	}

	/** Returns the mean seconds of a handler call since the start. */
	public OptionalDouble meanProcessingSeconds() {
		long count = completed();
		return (count > 0) ? OptionalDouble.of(busyTime().toNanos() / 1e9 / count) : OptionalDouble.empty();
	}

	private Timer processingTimer(String outcome) {
		return Timer.builder("asyncreply.processing.duration")
			.description("Duration of a handler call")
			.tags("operation", this.queue.operation(), "lane", this.queue.lane().label(), "outcome", outcome)
			.publishPercentileHistogram()
			.minimumExpectedValue(MIN_EXPECTED_DURATION)
			.maximumExpectedValue(MAX_EXPECTED_DURATION)
			.register(this.registry);
	}

}
