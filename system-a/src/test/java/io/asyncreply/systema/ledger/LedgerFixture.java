package io.asyncreply.systema.ledger;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.asyncreply.messages.CorrelatedReply;
import io.asyncreply.messages.Durations;
import io.asyncreply.messages.Json;
import io.asyncreply.messages.Lane;
import io.asyncreply.messages.Problem;
import io.asyncreply.messages.Reply;
import io.asyncreply.messages.RequestId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;

/**
 * A ledger on a real database, wired as in production, with time and outlet in the test's
 * hands; opened again on the same database it is the next run.
 */
final class LedgerFixture implements AutoCloseable {

	static final String OWNER = "somebody";

	private static final Problem PROBLEM = Problem.of("broken", "Broken", null);

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	final ManualClock clock;

	final RecordingOutlet outlet = new RecordingOutlet();

	final List<Entry> heard = new CopyOnWriteArrayList<>();

	final Ledger ledger;

	LedgerFixture(Map<String, Object> properties, ManualClock clock) {
		this.clock = clock;
		this.context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("test", properties));
		this.context.registerBean(ManualClock.class, () -> clock);
		this.context.registerBean(RecordingOutlet.class, () -> this.outlet);
		this.context.registerBean(LedgerListener.class, () -> this.heard::add);
		this.context.registerBean(SimpleMeterRegistry.class);
		this.context.register(LedgerConfiguration.class);
		this.context.refresh();
		this.ledger = this.context.getBean(Ledger.class);
	}

	NewRequest request() {
		return request(null);
	}

	NewRequest request(NewRequest.Idempotency idempotency) {
		return request(RequestId.next(this.clock), idempotency);
	}

	NewRequest request(RequestId id, NewRequest.Idempotency idempotency) {
		return new NewRequest(id, OWNER, "text.process", Lane.INTERACTIVE, json("{\"text\":\"消息A\"}"),
				this.clock.instant().plus(Duration.ofMinutes(1)), idempotency);
	}

	RequestId accept() {
		NewRequest request = request();
		join(this.ledger.accept(request));
		return request.id();
	}

	Transition succeed(RequestId id, int attempt) {
		Durations durations = new Durations(Duration.ofMillis(1), Duration.ofMillis(20));
		return join(this.ledger
			.record(new CorrelatedReply(id, attempt, new Reply.Succeeded(json("{\"text\":\"done\"}"), durations))));
	}

	Transition fail(RequestId id, int attempt) {
		return join(
				this.ledger.record(new CorrelatedReply(id, attempt, new Reply.Failed(PROBLEM, false, Durations.NONE))));
	}

	Transition progress(RequestId id, int attempt, int percent) {
		return join(this.ledger.record(new CorrelatedReply(id, attempt, new Reply.Progress(percent, "getting on"))));
	}

	Entry find(RequestId id) {
		return this.ledger.find(OWNER, id).orElseThrow();
	}

	static Json json(String text) {
		return Json.of(text.getBytes(StandardCharsets.UTF_8));
	}

	static <T> T join(CompletableFuture<T> future) {
		return future.orTimeout(20, TimeUnit.SECONDS).join();
	}

	@Override
	public void close() {
		this.context.close();
	}

}
