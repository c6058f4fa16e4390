package io.asyncreply.endtoend.soak;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

import io.asyncreply.endtoend.client.LoadGenerator;
import io.asyncreply.endtoend.client.RequestSubmission;
import io.asyncreply.endtoend.client.StatusPoller;
import io.asyncreply.endtoend.harness.AttemptLog;
import io.asyncreply.endtoend.harness.InvariantChecker;
import io.asyncreply.endtoend.harness.ResourceFootprint;
import io.asyncreply.endtoend.harness.ScrapedMetrics;
import io.asyncreply.endtoend.harness.SystemPair;
import io.asyncreply.messages.operation.Simulation;
import org.awaitility.Awaitility;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Injects random faults under load, and checks the promises afterwards.
 */
final class SoakRun {

	private static final Duration INTERVAL = Duration.ofMillis(25);

	private static final FaultInjector.FaultTiming TIMING = new FaultInjector.FaultTiming(Duration.ofSeconds(4),
			Duration.ofSeconds(5));

	private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(60);

	private static final List<InjectedFault> SYSTEM_FAULTS = List.of(InjectedFault.KILL_SYSTEM_A,
			InjectedFault.PAUSE_SYSTEM_A, InjectedFault.KILL_SYSTEM_B, InjectedFault.PAUSE_SYSTEM_B,
			InjectedFault.TERMINATE_SYSTEM_B);

	private static final List<InjectedFault> BROKER_FAULTS = List.of(InjectedFault.KILL_BROKER,
			InjectedFault.PAUSE_BROKER, InjectedFault.CLOSE_CONNECTIONS);

	private final SystemPair systemPair;

	private final long seed;

	private final Random random;

	SoakRun(SystemPair systemPair, long seed) {
		this.systemPair = systemPair;
		this.seed = seed;
		this.random = new Random(seed);
	}

	SoakReport run(Duration duration) {
		warmUp();
		ResourceFootprint before = ResourceFootprint.of(this.systemPair);
		Map<InjectedFault, Integer> faultCounts = injectFaults(duration);
		long faultsEndedAt = System.nanoTime();
		this.systemPair.awaitReady();
		awaitNoOpenRequests();
		Duration drainTime = Duration.ofNanos(System.nanoTime() - faultsEndedAt);
		int unansweredCalls = this.systemPair.journal().countFailures();
		Map<String, Long> requestsByState = InvariantChecker.check(this.systemPair);
		InvariantChecker.checkBrokerIsQuiescent(this.systemPair);
		warmUp();
		ResourceFootprint.awaitNoLeaks(before, this.systemPair);
		AttemptLog attempts = AttemptLog.of(this.systemPair);
		assertThat(this.systemPair.client().list("SUCCEEDED")).extracting((request) -> request.path("id").asString())
			.as("requests that succeeded")
			.allMatch(attempts.requestIds()::contains);
		return new SoakReport(this.seed, duration, faultCounts, unansweredCalls, requestsByState, attempts.startCount(),
				attempts.duplicateStarts(), drainTime);
	}

	/** Opens the connections and files that are opened on first use. */
	private void warmUp() {
		this.systemPair.client()
			.submit(RequestSubmission.simulatedWork(Duration.ofSeconds(2)).withDeadline(Duration.ofMillis(500)));
		this.systemPair.client().burst(20, this::submission).forEach(CompletableFuture::join);
		InvariantChecker.check(this.systemPair);
	}

	private Map<InjectedFault, Integer> injectFaults(Duration duration) {
		Map<InjectedFault, Integer> faultCounts = new TreeMap<>();
		try (StatusPoller statusPoller = new StatusPoller(this.systemPair.client(), INTERVAL);
				LoadGenerator loadGenerator = LoadGenerator.start(this.systemPair.client(), INTERVAL, this::submission,
						statusPoller::add);
				FaultInjector systemInjector = FaultInjector.start(this.systemPair, SYSTEM_FAULTS, this.seed, TIMING);
				FaultInjector brokerInjector = FaultInjector.start(this.systemPair, BROKER_FAULTS, -this.seed,
						TIMING)) {
			Awaitility.await().pollDelay(duration).atMost(duration.plusMinutes(1)).until(() -> true);
			faultCounts.putAll(systemInjector.stop());
			faultCounts.putAll(brokerInjector.stop());
			assertThat(loadGenerator.stop()).as("statuses of responses").isSubsetOf(0, 202, 503);
		}
		return faultCounts;
	}

	private void awaitNoOpenRequests() {
		Awaitility.await()
			.atMost(DRAIN_TIMEOUT)
			.untilAsserted(
					() -> assertThat(ScrapedMetrics.of(this.systemPair.systemA()).sum("asyncreply_requests_open"))
						.isZero());
	}

	/**
	 * Creates mostly quick work; about a tenth is slow, fails or has a short deadline.
	 */
	private RequestSubmission submission(int number) {
		return switch (this.random.nextInt(30)) {
			case 0 -> simulation(0, true);
			case 1 -> simulation(this.random.nextInt(1, 3), false);
			case 2 -> simulation(0, false);
			case 3 -> RequestSubmission.text("short deadline " + number)
				.withDeadline(Duration.ofMillis(this.random.nextInt(300, 3_000)));
			default -> RequestSubmission.text("soak " + number);
		};
	}

	private RequestSubmission simulation(int failTimes, boolean failPermanently) {
		int millis = this.random.nextInt(20, 500);
		return RequestSubmission.of(Simulation.OPERATION,
				new Simulation(millis, 0, false, failTimes, failPermanently, false));
	}

}
