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
 * Who is let in: 1,000 requests wait for 4 slots that take 100 ms for each, so that the
 * next one ends after 25 s.
 */
class DeadlineAdmissionPolicyTests {

	private static final int WAITING = 1_000;

	private final QueueEstimators flows = new QueueEstimators(OperationRegistry.catalogue(true), Clock.systemUTC(),
			new EstimateMetrics(new SimpleMeterRegistry()), Duration.ofSeconds(30));

	private final QueueEstimator flow = this.flows.of("requests.text.process").orElseThrow();

	private Instant now = Instant.parse("2026-11-22T12:00:00Z");

	@BeforeEach
	void begin() {
		this.flow.begin(this.now, WAITING);
	}

	@Test
	void deadlineThatCannotBeMetIsRefusedWithTheEstimate() {
		seconds(20, 4, 40);
		assertThatExceptionOfType(DeadlineUnreachableException.class).isThrownBy(() -> admit(20))
			.satisfies((refusal) -> {
				assertThat(refusal.estimate().seconds()).isCloseTo(25.0, within(0.1));
				assertThat(refusal.overdue()).isCloseTo(5.0, within(0.1));
			});
	}

	@Test
	void deadlineThatIsMoreLikelyMetThanNotIsNotRefused() {
		seconds(20, 4, 40);
		assertAdmitted(26);
	}

	@Test
	void unknownRateRefusesNobody() {
		assertAdmitted(1);
		seconds(20, 4, 0);
		assertAdmitted(1);
	}

	@Test
	void rateOfAFewSecondsRefusesNobody() {
		seconds(10, 4, 40);
		assertAdmitted(1);
	}

	@Test
	void rateOfAFewDeparturesRefusesNobody() {
		seconds(20, 4, 0.4);
		assertAdmitted(1);
	}

	@Test
	void withoutWorkersNobodyIsRefused() {
		seconds(20, 4, 40);
		seconds(1, 0, 0);
		assertAdmitted(1);
	}

	@Test
	void staleRateRefusesNobody() {
		seconds(20, 4, 40);
		this.now = this.now.plusSeconds(10);
		assertAdmitted(1);
	}

	@Test
	void whoFindsAFreeSlotIsNotRefused() {
		seconds(20, 4, 40);
		this.flow.recount(3);
		assertThatNoException().isThrownBy(() -> admit(0.01));
	}

	private void assertAdmitted(double deadline) {
		assertThatNoException().isThrownBy(() -> admit(deadline));
	}

	private void admit(double deadline) {
		RawJson payload = RawJson.of("{}".getBytes(StandardCharsets.UTF_8));
		new DeadlineAdmissionPolicy(this.flows, Clock.fixed(this.now, ZoneOffset.UTC))
			.admit(new NewRequest(RequestId.next(Clock.systemUTC()), "somebody", "text.process", Lane.INTERACTIVE,
					payload, this.now.plus(Duration.ofMillis((long) (deadline * 1_000))), null, null));
	}

	private void seconds(int seconds, int slots, double completed) {
		for (int i = 0; i < seconds; i++) {
			this.now = this.now.plusSeconds(1);
			this.flow.tick(this.now, 1,
					new QueueEstimator.WorkerActivity(true, 1, slots, slots, completed, completed / 10));
		}
	}

}
