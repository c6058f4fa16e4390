package io.asyncreply.systema.worker;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import io.asyncreply.messages.AmqpNames;
import io.asyncreply.messages.ControlMessage.Heartbeat;
import io.asyncreply.messages.ControlMessage.QueueStatus;
import io.asyncreply.messages.Lane;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.scheduling.concurrent.SimpleAsyncTaskScheduler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests what is logged when workers go and come.
 */
@ExtendWith(OutputCaptureExtension.class)
class WorkerAvailabilityLoggerTests {

	private long now;

	private Duration connectedFor = WorkerRegistry.LIVENESS_TIMEOUT;

	private final WorkerRegistry workerRegistry = new WorkerRegistry(List.of("requests.a.work", "requests.b.work"),
			(queue) -> Optional.empty(), () -> this.connectedFor, () -> this.now, new SimpleMeterRegistry());

	private final WorkerAvailabilityLogger availabilityLogger = new WorkerAvailabilityLogger(this.workerRegistry,
			List.of("a.work", "b.work"), new SimpleAsyncTaskScheduler());

	@Test
	void logsLossAndReturnOfAllWorkersOnce(CapturedOutput output) {
		sendHeartbeatAndCheck("one", "a.work", "b.work");
		assertThat(output).containsOnlyOnce("A worker of a.work, b.work is live").doesNotContain("WARN");
		silenceAllWorkers();
		checkTwice();
		assertThat(output)
			.containsOnlyOnce("No worker of a.work, b.work is live any more; their requests wait. No worker is live.")
			.containsOnlyOnce("WARN");
		sendHeartbeatAndCheck("two", "b.work");
		assertThat(output).containsOnlyOnce("A worker of b.work is live");
	}

	@Test
	void logsLossOfLastWorkerOfOperation(CapturedOutput output) {
		sendHeartbeatAndCheck("one", "a.work");
		sendHeartbeatAndCheck("two", "a.work", "b.work");
		this.workerRegistry.onHeartbeat(new Heartbeat("two", true, List.of()), "system-b");
		checkTwice();
		assertThat(output).containsOnlyOnce("No worker of b.work is live any more; their requests wait")
			.doesNotContain("No worker is live.");
	}

	@Test
	void logsNothingWhileHeartbeatsCannotArrive(CapturedOutput output) {
		sendHeartbeatAndCheck("one", "a.work");
		this.connectedFor = Duration.ZERO;
		silenceAllWorkers();
		checkTwice();
		assertThat(output).doesNotContain("WARN");
	}

	@Test
	void logsNoLossOfWorkerThatNeverWas(CapturedOutput output) {
		checkTwice();
		assertThat(output).doesNotContain("WARN");
	}

	private void sendHeartbeatAndCheck(String worker, String... operations) {
		this.workerRegistry.onHeartbeat(new Heartbeat(worker, false,
				Stream.of(operations)
					.map((operation) -> new QueueStatus(AmqpNames.requestQueue(operation, Lane.INTERACTIVE), 8, 256,
							Duration.ofSeconds(30), 0, 0, Duration.ZERO, List.of(), true))
					.toList()),
				"system-b");
		checkTwice();
	}

	private void checkTwice() {
		this.availabilityLogger.check();
		this.availabilityLogger.check();
	}

	private void silenceAllWorkers() {
		this.now += WorkerRegistry.LIVENESS_TIMEOUT.toNanos();
	}

}
