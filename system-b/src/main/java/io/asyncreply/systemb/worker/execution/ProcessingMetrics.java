package io.asyncreply.systemb.worker.execution;

import java.time.Duration;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

import io.asyncreply.messages.Reply;
import io.asyncreply.messages.Reply.Failed;
import io.asyncreply.systemb.worker.WorkerQueue;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/**
 * Counts and times what becomes of the requests of one queue.
 */
public final class ProcessingMetrics {

	private static final Duration MIN_EXPECTED_DURATION = Duration.ofMillis(1);

	private static final Duration MAX_EXPECTED_DURATION = Duration.ofHours(1);

	private final MeterRegistry registry;

	private final WorkerQueue queue;

	private final Map<String, Timer> processingTimers = new ConcurrentHashMap<>();

	private final Timer replyTimer;

	private final LongAdder completed = new LongAdder();

	private final LongAdder busyNanos = new LongAdder();

	public ProcessingMetrics(MeterRegistry registry, WorkerQueue queue) {
		this.registry = registry;
		this.queue = queue;
		this.replyTimer = Timer.builder("asyncreply.stage.duration")
			.description("Time that one stage of the way takes")
			.tags("stage", "reply", "operation", queue.operation())
			.publishPercentileHistogram()
			.minimumExpectedValue(MIN_EXPECTED_DURATION)
			.maximumExpectedValue(MAX_EXPECTED_DURATION)
			.register(registry);
	}

	WorkerQueue queue() {
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
			.description("Requests that were acknowledged without work")
			.tags("operation", this.queue.operation(), "lane", this.queue.lane().label(), "reason", reason)
			.register(this.registry)
			.increment();
	}

	/** Requests that were worked on and answered since the start. */
	public long completed() {
		return this.completed.sum();
	}

	/** Time that handlers took for them. */
	public Duration busyTime() {
		return Duration.ofNanos(this.busyNanos.sum());
	}

	/** Seconds of work per request since the start. */
	public OptionalDouble meanProcessingSeconds() {
		long count = completed();
		return (count > 0) ? OptionalDouble.of(busyTime().toNanos() / 1e9 / count) : OptionalDouble.empty();
	}

	private Timer processingTimer(String outcome) {
		return Timer.builder("asyncreply.processing.duration")
			.description("Time that a handler takes")
			.tags("operation", this.queue.operation(), "lane", this.queue.lane().label(), "outcome", outcome)
			.publishPercentileHistogram()
			.minimumExpectedValue(MIN_EXPECTED_DURATION)
			.maximumExpectedValue(MAX_EXPECTED_DURATION)
			.register(this.registry);
	}

}
