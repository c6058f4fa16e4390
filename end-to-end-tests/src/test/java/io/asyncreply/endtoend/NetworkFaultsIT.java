package io.asyncreply.endtoend;

import java.time.Duration;
import java.util.List;

import io.asyncreply.testsupport.Direction;
import io.asyncreply.testsupport.FaultProxy;
import io.asyncreply.testsupport.Flow;
import io.asyncreply.testsupport.SystemLauncher;
import io.asyncreply.testsupport.TestBroker;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A bad network between both systems and their broker.
 */
class NetworkFaultsIT {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static FaultProxy beforeA;

	private static FaultProxy beforeB;

	private static Pair pair;

	@BeforeAll
	static void startPair() {
		TestBroker broker = TestBroker.shared();
		beforeA = FaultProxy.to(broker.port());
		beforeB = FaultProxy.to(broker.port());
		pair = PairPlan.of("network-faults", broker)
			.systemABehind(beforeA)
			.systemBBehind(beforeB)
			.systemA(NetworkFaultsIT::notice)
			.systemB(NetworkFaultsIT::notice)
			.start();
	}

	@AfterEach
	void heal() {
		List.of(beforeA, beforeB).forEach(FaultProxy::heal);
		Invariants.checkAllSucceeded(pair);
	}

	@AfterAll
	static void checkAndClose() {
		Invariants.checkBrokerIsQuiescent(pair);
		pair.close();
		beforeA.close();
		beforeB.close();
	}

	@Test
	void resetsInTheMiddleOfFramesLeaveNothingBehind() {
		submitAll(50);
		Invariants.checkAllSucceeded(pair);
		Footprint before = Footprint.of(pair);
		try (Load load = Load.start(pair.client())) {
			List.of(beforeA, beforeB).forEach((proxy) -> {
				proxy.let(Flow.sliced(7));
				proxy.resetEvery(Duration.ofMillis(200));
			});
			Awaitility.await().atMost(PATIENCE).until(() -> load.size() > 500);
			List.of(beforeA, beforeB).forEach(FaultProxy::heal);
			assertThat(load.stop()).containsOnly(202);
		}
		Invariants.checkAllSucceeded(pair);
		Footprint.awaitNoMoreThan(before, pair);
	}

	@Test
	void blackHoleAtConnectIsNoticedAndLeft() {
		stop(Direction.values());
		beforeA.reset();
		beforeB.reset();
		submitAll(100);
		awaitBrokerDown();
		assertCool();
	}

	@Test
	void refusedConnectionsAreTriedAgain() {
		beforeA.refuse();
		beforeB.refuse();
		submitAll(100);
		awaitBrokerDown();
		assertCool();
	}

	@Test
	void silenceOfTheBrokerIsNoticedByItsHeartbeats() {
		stop(Direction.TO_CLIENT);
		submitAll(100);
		awaitBrokerDown();
		assertCool();
	}

	@Test
	void silenceOfTheSystemsIsNoticedByTheBroker() {
		submitAll(10);
		stop(Direction.TO_SERVER);
		submitAll(100);
		awaitBrokerDown();
	}

	@Test
	void lostConfirmsCostDuplicatesAndNothingElse() {
		submitAll(10);
		Invariants.checkAllSucceeded(pair);
		double unknown = unknownPublishes();
		beforeA.let(Direction.TO_CLIENT, Flow.STOPPED);
		submitAll(100);
		Awaitility.await().atMost(PATIENCE).until(() -> unknownPublishes() >= unknown + 100);
	}

	@Test
	void slownessIsNoFailure() {
		submitAll(10);
		Invariants.checkAllSucceeded(pair);
		double unknown = unknownPublishes();
		for (Flow flow : List.of(Flow.delayed(Duration.ofMillis(200), Duration.ofMillis(100)), Flow.sliced(1),
				Flow.limited(8_000))) {
			List.of(beforeA, beforeB).forEach((proxy) -> proxy.let(flow));
			submitAll(20);
			Invariants.checkAllSucceeded(pair);
		}
		assertThat(unknownPublishes()).isEqualTo(unknown);
	}

	/** Heartbeats and confirms that are missed soon, to make the tests short. */
	private static void notice(SystemLauncher launcher) {
		launcher.arguments("--spring.rabbitmq.requested-heartbeat=2s", "--spring.rabbitmq.connection-timeout=2s",
				"--asyncreply.publisher.confirm-timeout=3s");
	}

	private static void stop(Direction... directions) {
		for (Direction direction : directions) {
			beforeA.let(direction, Flow.STOPPED);
			beforeB.let(direction, Flow.STOPPED);
		}
	}

	private static void submitAll(int count) {
		assertThat(pair.client().burst(count, (i) -> Submission.text("through the network " + i)))
			.extracting((call) -> call.join().status())
			.containsOnly(202);
	}

	private static void awaitBrokerDown() {
		Awaitility.await()
			.atMost(PATIENCE)
			.untilAsserted(() -> assertThat(pair.client().get("/actuator/health").text("/components/broker/status"))
				.isEqualTo("DOWN"));
	}

	private static void assertCool() {
		CpuWatch.start(pair.systemA(), pair.systemB()).assertCool();
	}

	private static double unknownPublishes() {
		return Metrics.of(pair.systemA()).sum("asyncreply_publishes_total", "outcome=\"unknown\"");
	}

}
