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

	private static final Duration SHORTEST = Duration.ofMillis(1);

	private static final Duration LONGEST = Duration.ofHours(1);

	private final MeterRegistry registry;

	private final WorkerQueue queue;

	private final Map<String, Timer> processing = new ConcurrentHashMap<>();

	private final Timer reply;

	private final LongAdder completed = new LongAdder();

	private final LongAdder busyNanos = new LongAdder();

	public ProcessingMetrics(MeterRegistry registry, WorkerQueue queue) {
		this.registry = registry;
		this.queue = queue;
		this.reply = Timer.builder("asyncreply.stage.duration")
			.description("Time that one stage of the way takes")
			.tags("stage", "reply", "operation", queue.operation())
			.publishPercentileHistogram()
			.minimumExpectedValue(SHORTEST)
			.maximumExpectedValue(LONGEST)
			.register(registry);
	}

	WorkerQueue queue() {
		return this.queue;
	}

	void processed(Reply reply, Duration duration) {
		String outcome = (reply instanceof Failed failed) ? (failed.retryable() ? "retryable" : "failed") : "succeeded";
		this.processing.computeIfAbsent(outcome, this::processingTimer).record(duration);
		this.completed.increment();
		this.busyNanos.add(duration.toNanos());
	}

	void replied(Duration duration) {
		this.reply.record(duration);
	}

	void skipped(String reason) {
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
	public Duration busy() {
		return Duration.ofNanos(this.busyNanos.sum());
	}

	/** Seconds of work per request since the start. */
	public OptionalDouble meanProcessing() {
		long count = completed();
		return (count > 0) ? OptionalDouble.of(busy().toNanos() / 1e9 / count) : OptionalDouble.empty();
	}

	private Timer processingTimer(String outcome) {
		return Timer.builder("asyncreply.processing.duration")
			.description("Time that a handler takes")
			.tags("operation", this.queue.operation(), "lane", this.queue.lane().label(), "outcome", outcome)
			.publishPercentileHistogram()
			.minimumExpectedValue(SHORTEST)
			.maximumExpectedValue(LONGEST)
			.register(this.registry);
	}

}
