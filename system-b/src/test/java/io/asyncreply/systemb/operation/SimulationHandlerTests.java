package io.asyncreply.systemb.operation;

import io.asyncreply.messages.operation.Simulation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests progress, failures and interruption of simulated work.
 */
class SimulationHandlerTests {

	private final SimulationHandler handler = new SimulationHandler();

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void reportsProgressInEqualSteps(boolean cpu) throws Exception {
		RecordingWorkContext context = new RecordingWorkContext(3);

		Simulation.Result result = this.handler.process(new Simulation(40, 4, cpu, 0, false, false), context);

		assertThat(result.millis()).isGreaterThanOrEqualTo(40);
		assertThat(result.attempt()).isEqualTo(3);
		assertThat(context.reports()).containsExactly(25, 50, 75, 100);
	}

	@Test
	void reportsNothingWithoutSteps() throws Exception {
		RecordingWorkContext context = new RecordingWorkContext(1);

		this.handler.process(new Simulation(1, 0, false, 0, false, false), context);

		assertThat(context.reports()).isEmpty();
	}

	@Test
	void failsGivenNumberOfAttemptsRetryably() throws Exception {
		Simulation payload = new Simulation(0, 0, false, 2, false, false);

		assertThatExceptionOfType(WorkFailedException.class)
			.isThrownBy(() -> this.handler.process(payload, new RecordingWorkContext(2)))
			.matches(WorkFailedException::isRetryable);
		assertThat(this.handler.process(payload, new RecordingWorkContext(3)).attempt()).isEqualTo(3);
	}

	@Test
	void failsPermanently() {
		assertThatExceptionOfType(WorkFailedException.class)
			.isThrownBy(() -> this.handler.process(new Simulation(0, 0, false, 0, true, false),
					new RecordingWorkContext(1_000)))
			.matches((failure) -> !failure.isRetryable());
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void stopsWhenInterrupted(boolean cpu) {
		Thread.currentThread().interrupt();

		assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> this.handler
			.process(new Simulation(3_600_000, 0, cpu, 0, false, false), new RecordingWorkContext(1)));
	}

	@Test
	void stopsBusyWorkWhenCancelled() {
		RecordingWorkContext context = new RecordingWorkContext(1);
		context.cancel();

		assertThatExceptionOfType(InterruptedException.class)
			.isThrownBy(() -> this.handler.process(new Simulation(3_600_000, 0, true, 0, false, false), context));
	}

}
