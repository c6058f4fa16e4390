package io.asyncreply.systema.estimation;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

import io.asyncreply.messages.Lane;
import io.asyncreply.messages.RawJson;
import io.asyncreply.messages.RequestId;
import io.asyncreply.messages.operation.OperationRegistry;
import io.asyncreply.systema.ledger.model.NewRequest;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.within;

/**
 * Tests which requests are accepted: 1,000 requests wait for 4 slots with a service time
 * of 100 ms, so the next one completes after 25 s.
 */
class DeadlineAdmissionPolicyTests {

	private static final int BACKLOG = 1_000;

	private final QueueEstimators queueEstimators = new QueueEstimators(OperationRegistry.builtIn(false),
			Clock.systemUTC(), new EstimateMetrics(new SimpleMeterRegistry()), Duration.ofSeconds(30));

	private final QueueEstimator queueEstimator = this.queueEstimators.find("requests.text.process").orElseThrow();

	private Instant now = Instant.parse("2026-11-22T12:00:00Z");

	@BeforeEach
	void startEstimator() {
		this.queueEstimator.reset(this.now, BACKLOG);
	}

	@Test
	void rejectsUnreachableDeadlineWithEstimate() {
		simulateSeconds(20, 4, 40);
		assertThatExceptionOfType(DeadlineUnreachableException.class).isThrownBy(() -> admit(20))
			.satisfies((rejection) -> {
				assertThat(rejection.estimate().seconds()).isCloseTo(25.0, within(0.1));
				assertThat(rejection.overdueSeconds()).isCloseTo(5.0, within(0.1));
			});
	}

	@Test
	void acceptsDeadlineThatIsLikelyMet() {
		simulateSeconds(20, 4, 40);
		assertAccepted(26);
	}

	@Test
	void acceptsWhileRateIsUnknown() {
		assertAccepted(1);
		simulateSeconds(20, 4, 0);
		assertAccepted(1);
	}

	@Test
	void acceptsWhileRateIsMeasuredForFewSeconds() {
		simulateSeconds(10, 4, 40);
		assertAccepted(1);
	}

	@Test
	void acceptsWhileRateIsMeasuredFromFewCompletions() {
		simulateSeconds(20, 4, 0.4);
		assertAccepted(1);
	}

	@Test
	void acceptsWithoutWorkers() {
		simulateSeconds(20, 4, 40);
		simulateSeconds(1, 0, 0);
		assertAccepted(1);
	}

	@Test
	void acceptsWhileRateIsStale() {
		simulateSeconds(20, 4, 40);
		this.now = this.now.plusSeconds(10);
		assertAccepted(1);
	}

	@Test
	void acceptsWhenAWorkerIsIdle() {
		simulateSeconds(20, 4, 40);
		this.queueEstimator.setOpenRequests(3);
		assertThatNoException().isThrownBy(() -> admit(0.01));
	}

	private void assertAccepted(double deadline) {
		assertThatNoException().isThrownBy(() -> admit(deadline));
	}

	private void admit(double deadline) {
		RawJson payload = RawJson.of("{}".getBytes(StandardCharsets.UTF_8));
		new DeadlineAdmissionPolicy(this.queueEstimators, Clock.fixed(this.now, ZoneOffset.UTC))
			.admit(new NewRequest(RequestId.generate(Clock.systemUTC()), "caller", "text.process", Lane.INTERACTIVE,
					payload, this.now.plus(Duration.ofMillis((long) (deadline * 1_000))), null, null));
	}

	private void simulateSeconds(int seconds, int concurrency, double completed) {
		for (int i = 0; i < seconds; i++) {
			this.now = this.now.plusSeconds(1);
			this.queueEstimator.update(this.now, 1,
					new QueueEstimator.WorkerActivity(true, 1, concurrency, concurrency, completed, completed / 10));
		}
	}

}
