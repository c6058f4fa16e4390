package io.asyncreply.systemb.endpoint;

import java.time.Duration;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import io.asyncreply.messages.Reply;
import io.asyncreply.messages.Reply.Failed;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/**
 * Counts and times what becomes of the requests of one queue.
 */
final class ProcessingMeters {

	private static final Duration SHORTEST = Duration.ofMillis(1);

	private static final Duration LONGEST = Duration.ofHours(1);

	private final MeterRegistry registry;

	private final RequestQueue queue;

	private final Map<String, Timer> processing = new ConcurrentHashMap<>();

	private final Timer reply;

	ProcessingMeters(MeterRegistry registry, RequestQueue queue) {
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

	RequestQueue queue() {
		return this.queue;
	}

	void processed(Reply reply, Duration duration) {
		String outcome = (reply instanceof Failed failed) ? (failed.retryable() ? "retryable" : "failed") : "succeeded";
		this.processing.computeIfAbsent(outcome, this::processingTimer).record(duration);
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

	/** Seconds of work per request since the start. */
	OptionalDouble meanProcessing() {
		long count = this.processing.values().stream().mapToLong(Timer::count).sum();
		double total = this.processing.values()
			.stream()
			.mapToDouble((timer) -> timer.totalTime(TimeUnit.SECONDS))
			.sum();
		return (count > 0) ? OptionalDouble.of(total / count) : OptionalDouble.empty();
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
