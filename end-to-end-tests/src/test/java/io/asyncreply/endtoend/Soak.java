package io.asyncreply.endtoend;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

import io.asyncreply.messages.Simulation;
import org.awaitility.Awaitility;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Random faults under load, and the check of everything after them.
 */
final class Soak {

	private static final Duration INTERVAL = Duration.ofMillis(25);

	private static final Chaos.Rhythm RHYTHM = new Chaos.Rhythm(Duration.ofSeconds(4), Duration.ofSeconds(5));

	private static final Duration UNTIL_NOTHING_IS_OPEN = Duration.ofSeconds(60);

	private static final List<Fault> FAULTS_OF_SYSTEMS = List.of(Fault.KILL_OF_SYSTEM_A, Fault.PAUSE_OF_SYSTEM_A,
			Fault.KILL_OF_SYSTEM_B, Fault.PAUSE_OF_SYSTEM_B, Fault.END_OF_SYSTEM_B);

	private static final List<Fault> FAULTS_OF_THE_BROKER = List.of(Fault.KILL_OF_BROKER, Fault.PAUSE_OF_BROKER,
			Fault.LOSS_OF_CONNECTIONS);

	private final Pair pair;

	private final long seed;

	private final Random random;

	Soak(Pair pair, long seed) {
		this.pair = pair;
		this.seed = seed;
		this.random = new Random(seed);
	}

	SoakReport run(Duration duration) {
		warmUp();
		Footprint before = Footprint.of(this.pair);
		Map<Fault, Integer> faults = strike(duration);
		long healed = System.nanoTime();
		this.pair.awaitReady();
		awaitNothingOpen();
		Duration untilNothingOpen = Duration.ofNanos(System.nanoTime() - healed);
		int unanswered = this.pair.journal().countFailures();
		Map<String, Long> ends = Invariants.check(this.pair);
		Invariants.checkBrokerIsQuiescent(this.pair);
		warmUp();
		Footprint.awaitNoMoreThan(before, this.pair);
		WorkLog work = WorkLog.of(this.pair);
		assertThat(this.pair.client().list("SUCCEEDED")).extracting((request) -> request.path("id").asString())
			.as("requests that succeeded")
			.allMatch(work.requests()::contains);
		return new SoakReport(this.seed, duration, faults, unanswered, ends, work.count(), work.duplicates(),
				untilNothingOpen);
	}

	/** Opens what is opened with its first use. */
	private void warmUp() {
		this.pair.client().submit(Submission.work(Duration.ofSeconds(2)).within(Duration.ofMillis(500)));
		this.pair.client().burst(20, this::submission).forEach(CompletableFuture::join);
		Invariants.check(this.pair);
	}

	private Map<Fault, Integer> strike(Duration duration) {
		Map<Fault, Integer> faults = new TreeMap<>();
		try (Pollers pollers = new Pollers(this.pair.client(), INTERVAL);
				Load load = Load.start(this.pair.client(), INTERVAL, this::submission, pollers::add);
				Chaos ofSystems = Chaos.start(this.pair, FAULTS_OF_SYSTEMS, this.seed, RHYTHM);
				Chaos ofTheBroker = Chaos.start(this.pair, FAULTS_OF_THE_BROKER, -this.seed, RHYTHM)) {
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
			.untilAsserted(() -> assertThat(Metrics.of(this.pair.systemA()).sum("asyncreply_requests_open")).isZero());
	}

	/** Mostly short text; a tenth lasts, fails, or has little time. */
	private Submission submission(int number) {
		return switch (this.random.nextInt(30)) {
			case 0 -> simulation(0, true);
			case 1 -> simulation(this.random.nextInt(1, 3), false);
			case 2 -> simulation(0, false);
			case 3 -> Submission.text("hasty " + number).within(Duration.ofMillis(this.random.nextInt(300, 3_000)));
			default -> Submission.text("soak " + number);
		};
	}

	private Submission simulation(int failTimes, boolean failPermanently) {
		int millis = this.random.nextInt(20, 500);
		return Submission.of(Simulation.OPERATION, new Simulation(millis, 0, false, failTimes, failPermanently, false));
	}

}
