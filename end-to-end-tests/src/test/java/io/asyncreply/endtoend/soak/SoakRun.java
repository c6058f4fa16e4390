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
 * Random faults under load, and the check of everything after them.
 */
final class SoakRun {

	private static final Duration INTERVAL = Duration.ofMillis(25);

	private static final FaultInjector.FaultTiming RHYTHM = new FaultInjector.FaultTiming(Duration.ofSeconds(4),
			Duration.ofSeconds(5));

	private static final Duration UNTIL_NOTHING_IS_OPEN = Duration.ofSeconds(60);

	private static final List<InjectedFault> FAULTS_OF_SYSTEMS = List.of(InjectedFault.KILL_OF_SYSTEM_A,
			InjectedFault.PAUSE_OF_SYSTEM_A, InjectedFault.KILL_OF_SYSTEM_B, InjectedFault.PAUSE_OF_SYSTEM_B,
			InjectedFault.END_OF_SYSTEM_B);

	private static final List<InjectedFault> FAULTS_OF_THE_BROKER = List.of(InjectedFault.KILL_OF_BROKER,
			InjectedFault.PAUSE_OF_BROKER, InjectedFault.LOSS_OF_CONNECTIONS);

	private final SystemPair pair;

	private final long seed;

	private final Random random;

	SoakRun(SystemPair pair, long seed) {
		this.pair = pair;
		this.seed = seed;
		this.random = new Random(seed);
	}

	SoakReport run(Duration duration) {
		warmUp();
		ResourceFootprint before = ResourceFootprint.of(this.pair);
		Map<InjectedFault, Integer> faults = strike(duration);
		long healed = System.nanoTime();
		this.pair.awaitReady();
		awaitNothingOpen();
		Duration untilNothingOpen = Duration.ofNanos(System.nanoTime() - healed);
		int unanswered = this.pair.journal().countFailures();
		Map<String, Long> ends = InvariantChecker.check(this.pair);
		InvariantChecker.checkBrokerIsQuiescent(this.pair);
		warmUp();
		ResourceFootprint.awaitNoMoreThan(before, this.pair);
		AttemptLog work = AttemptLog.of(this.pair);
		assertThat(this.pair.client().list("SUCCEEDED")).extracting((request) -> request.path("id").asString())
			.as("requests that succeeded")
			.allMatch(work.requests()::contains);
		return new SoakReport(this.seed, duration, faults, unanswered, ends, work.count(), work.duplicates(),
				untilNothingOpen);
	}

	/** Opens what is opened with its first use. */
	private void warmUp() {
		this.pair.client().submit(RequestSubmission.work(Duration.ofSeconds(2)).within(Duration.ofMillis(500)));
		this.pair.client().burst(20, this::submission).forEach(CompletableFuture::join);
		InvariantChecker.check(this.pair);
	}

	private Map<InjectedFault, Integer> strike(Duration duration) {
		Map<InjectedFault, Integer> faults = new TreeMap<>();
		try (StatusPoller pollers = new StatusPoller(this.pair.client(), INTERVAL);
				LoadGenerator load = LoadGenerator.start(this.pair.client(), INTERVAL, this::submission, pollers::add);
				FaultInjector ofSystems = FaultInjector.start(this.pair, FAULTS_OF_SYSTEMS, this.seed, RHYTHM);
				FaultInjector ofTheBroker = FaultInjector.start(this.pair, FAULTS_OF_THE_BROKER, -this.seed, RHYTHM)) {
			Awaitility.await().pollDelay(duration).atMost(duration.plusMinutes(1)).until(() -> true);
			faults.putAll(ofSystems.end());
			faults.putAll(ofTheBroker.end());
			assertThat(load.stop()).as("statuses of answers").isSubsetOf(0, 202, 503);
		}
		return faults;
	}

	private void awaitNothingOpen() {
		Awaitility.await()
			.atMost(UNTIL_NOTHING_IS_OPEN)
			.untilAsserted(
					() -> assertThat(ScrapedMetrics.of(this.pair.systemA()).sum("asyncreply_requests_open")).isZero());
	}

	/** Mostly short text; a tenth lasts, fails, or has little time. */
	private RequestSubmission submission(int number) {
		return switch (this.random.nextInt(30)) {
			case 0 -> simulation(0, true);
			case 1 -> simulation(this.random.nextInt(1, 3), false);
			case 2 -> simulation(0, false);
			case 3 ->
				RequestSubmission.text("hasty " + number).within(Duration.ofMillis(this.random.nextInt(300, 3_000)));
			default -> RequestSubmission.text("soak " + number);
		};
	}

	private RequestSubmission simulation(int failTimes, boolean failPermanently) {
		int millis = this.random.nextInt(20, 500);
		return RequestSubmission.of(Simulation.OPERATION,
				new Simulation(millis, 0, false, failTimes, failPermanently, false));
	}

}
