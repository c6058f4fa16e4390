package io.asyncreply.endtoend.fault;

import java.time.Duration;
import java.util.List;

import io.asyncreply.endtoend.client.LoadGenerator;
import io.asyncreply.endtoend.client.RequestSubmission;
import io.asyncreply.endtoend.harness.CpuUsageMonitor;
import io.asyncreply.endtoend.harness.InvariantChecker;
import io.asyncreply.endtoend.harness.ResourceFootprint;
import io.asyncreply.endtoend.harness.ScrapedMetrics;
import io.asyncreply.endtoend.harness.SystemPair;
import io.asyncreply.endtoend.harness.SystemPairSpec;
import io.asyncreply.testsupport.broker.TestBroker;
import io.asyncreply.testsupport.process.SystemLauncher;
import io.asyncreply.testsupport.proxy.FaultProxy;
import io.asyncreply.testsupport.proxy.TrafficDirection;
import io.asyncreply.testsupport.proxy.TrafficShaping;
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

	private static SystemPair pair;

	@BeforeAll
	static void startPair() {
		TestBroker broker = TestBroker.shared();
		beforeA = FaultProxy.to(broker.port());
		beforeB = FaultProxy.to(broker.port());
		pair = SystemPairSpec.of("network-faults", broker)
			.systemABehind(beforeA)
			.systemBBehind(beforeB)
			.systemA(NetworkFaultsIT::notice)
			.systemB(NetworkFaultsIT::notice)
			.start();
	}

	@AfterEach
	void heal() {
		List.of(beforeA, beforeB).forEach(FaultProxy::heal);
		InvariantChecker.checkAllSucceeded(pair);
	}

	@AfterAll
	static void checkAndClose() {
		InvariantChecker.checkBrokerIsQuiescent(pair);
		pair.close();
		beforeA.close();
		beforeB.close();
	}

	@Test
	void resetsInTheMiddleOfFramesLeaveNothingBehind() {
		submitAll(50);
		InvariantChecker.checkAllSucceeded(pair);
		ResourceFootprint before = ResourceFootprint.of(pair);
		try (LoadGenerator load = LoadGenerator.start(pair.client())) {
			List.of(beforeA, beforeB).forEach((proxy) -> {
				proxy.let(TrafficShaping.sliced(7));
				proxy.resetEvery(Duration.ofMillis(200));
			});
			Awaitility.await().atMost(PATIENCE).until(() -> load.size() > 500);
			List.of(beforeA, beforeB).forEach(FaultProxy::heal);
			assertThat(load.stop()).containsOnly(202);
		}
		InvariantChecker.checkAllSucceeded(pair);
		ResourceFootprint.awaitNoMoreThan(before, pair);
	}

	@Test
	void blackHoleAtConnectIsNoticedAndLeft() {
		stop(TrafficDirection.values());
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
		stop(TrafficDirection.TO_CLIENT);
		submitAll(100);
		awaitBrokerDown();
		assertCool();
	}

	@Test
	void silenceOfTheSystemsIsNoticedByTheBroker() {
		submitAll(10);
		stop(TrafficDirection.TO_SERVER);
		submitAll(100);
		awaitBrokerDown();
	}

	@Test
	void lostConfirmsCostDuplicatesAndNothingElse() {
		submitAll(10);
		InvariantChecker.checkAllSucceeded(pair);
		double unknown = unknownPublishes();
		beforeA.let(TrafficDirection.TO_CLIENT, TrafficShaping.STOPPED);
		submitAll(100);
		Awaitility.await().atMost(PATIENCE).until(() -> unknownPublishes() >= unknown + 100);
	}

	@Test
	void slownessIsNoFailure() {
		submitAll(10);
		InvariantChecker.checkAllSucceeded(pair);
		double unknown = unknownPublishes();
		for (TrafficShaping flow : List.of(TrafficShaping.delayed(Duration.ofMillis(200), Duration.ofMillis(100)),
				TrafficShaping.sliced(1), TrafficShaping.limited(8_000))) {
			List.of(beforeA, beforeB).forEach((proxy) -> proxy.let(flow));
			submitAll(20);
			InvariantChecker.checkAllSucceeded(pair);
		}
		assertThat(unknownPublishes()).isEqualTo(unknown);
	}

	/** Heartbeats and confirms that are missed soon, to make the tests short. */
	private static void notice(SystemLauncher launcher) {
		launcher.arguments("--spring.rabbitmq.requested-heartbeat=2s", "--spring.rabbitmq.connection-timeout=2s",
				"--asyncreply.publisher.confirm-timeout=3s");
	}

	private static void stop(TrafficDirection... directions) {
		for (TrafficDirection direction : directions) {
			beforeA.let(direction, TrafficShaping.STOPPED);
			beforeB.let(direction, TrafficShaping.STOPPED);
		}
	}

	private static void submitAll(int count) {
		assertThat(pair.client().burst(count, (i) -> RequestSubmission.text("through the network " + i)))
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
		CpuUsageMonitor.start(pair.systemA(), pair.systemB()).assertCool();
	}

	private static double unknownPublishes() {
		return ScrapedMetrics.of(pair.systemA()).sum("asyncreply_publishes_total", "outcome=\"unknown\"");
	}

}
