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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests network faults between both systems and the broker.
 */
@Tag("extended")
class NetworkFaultsIT {

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private static FaultProxy systemAProxy;

	private static FaultProxy systemBProxy;

	private static SystemPair systemPair;

	@BeforeAll
	static void startPair() {
		TestBroker broker = TestBroker.shared();
		systemAProxy = FaultProxy.to(broker.port());
		systemBProxy = FaultProxy.to(broker.port());
		systemPair = SystemPairSpec.of("network-faults", broker)
			.withSystemAProxy(systemAProxy)
			.withSystemBProxy(systemBProxy)
			.systemA(NetworkFaultsIT::configureShortTimeouts)
			.systemB(NetworkFaultsIT::configureShortTimeouts)
			.start();
	}

	@AfterEach
	void heal() {
		List.of(systemAProxy, systemBProxy).forEach(FaultProxy::heal);
		InvariantChecker.checkAllSucceeded(systemPair);
	}

	@AfterAll
	static void checkAndClose() {
		InvariantChecker.checkBrokerIsQuiescent(systemPair);
		systemPair.close();
		systemAProxy.close();
		systemBProxy.close();
	}

	@Test
	void leaksNothingWhenConnectionsAreResetMidFrame() {
		submitAll(50);
		InvariantChecker.checkAllSucceeded(systemPair);
		ResourceFootprint before = ResourceFootprint.of(systemPair);
		try (LoadGenerator loadGenerator = LoadGenerator.start(systemPair.client())) {
			List.of(systemAProxy, systemBProxy).forEach((proxy) -> {
				proxy.shape(TrafficShaping.sliced(7));
				proxy.resetEvery(Duration.ofMillis(200));
			});
			Awaitility.await().atMost(TIMEOUT).until(() -> loadGenerator.callCount() > 500);
			List.of(systemAProxy, systemBProxy).forEach(FaultProxy::heal);
			assertThat(loadGenerator.stop()).containsOnly(202);
		}
		InvariantChecker.checkAllSucceeded(systemPair);
		ResourceFootprint.awaitNoLeaks(before, systemPair);
	}

	@Test
	void recoversFromBlackHoleAtConnect() {
		blockTraffic(TrafficDirection.values());
		systemAProxy.reset();
		systemBProxy.reset();
		submitAll(100);
		awaitBrokerDown();
		assertIdle();
	}

	@Test
	void retriesRefusedConnections() {
		systemAProxy.refuseConnections();
		systemBProxy.refuseConnections();
		submitAll(100);
		awaitBrokerDown();
		assertIdle();
	}

	@Test
	void detectsSilentBrokerByMissedHeartbeats() {
		blockTraffic(TrafficDirection.TO_CLIENT);
		submitAll(100);
		awaitBrokerDown();
		assertIdle();
	}

	@Test
	void recoversWhenBrokerClosesSilentConnections() {
		submitAll(10);
		blockTraffic(TrafficDirection.TO_SERVER);
		submitAll(100);
		awaitBrokerDown();
	}

	@Test
	void republishesWhenConfirmsAreLost() {
		submitAll(10);
		InvariantChecker.checkAllSucceeded(systemPair);
		double unknownBefore = countUnknownPublishes();
		systemAProxy.shape(TrafficDirection.TO_CLIENT, TrafficShaping.BLACK_HOLE);
		submitAll(100);
		Awaitility.await().atMost(TIMEOUT).until(() -> countUnknownPublishes() >= unknownBefore + 100);
	}

	@Test
	void toleratesSlowNetwork() {
		submitAll(10);
		InvariantChecker.checkAllSucceeded(systemPair);
		double unknownBefore = countUnknownPublishes();
		for (TrafficShaping trafficShaping : List.of(
				TrafficShaping.delayed(Duration.ofMillis(200), Duration.ofMillis(100)), TrafficShaping.sliced(1),
				TrafficShaping.rateLimited(8_000))) {
			List.of(systemAProxy, systemBProxy).forEach((proxy) -> proxy.shape(trafficShaping));
			submitAll(20);
			InvariantChecker.checkAllSucceeded(systemPair);
		}
		assertThat(countUnknownPublishes()).isEqualTo(unknownBefore);
	}

	/** Shortens the timeouts of heartbeats and confirms, to make the tests short. */
	private static void configureShortTimeouts(SystemLauncher launcher) {
		launcher.arguments("--spring.rabbitmq.requested-heartbeat=2s", "--spring.rabbitmq.connection-timeout=2s",
				"--asyncreply.publisher.confirm-timeout=3s");
	}

	private static void blockTraffic(TrafficDirection... directions) {
		for (TrafficDirection trafficDirection : directions) {
			systemAProxy.shape(trafficDirection, TrafficShaping.BLACK_HOLE);
			systemBProxy.shape(trafficDirection, TrafficShaping.BLACK_HOLE);
		}
	}

	private static void submitAll(int count) {
		systemPair.client().submitAll(count, (i) -> RequestSubmission.text("through the network " + i));
	}

	private static void awaitBrokerDown() {
		Awaitility.await()
			.atMost(TIMEOUT)
			.untilAsserted(
					() -> assertThat(systemPair.client().get("/actuator/health").text("/components/broker/status"))
						.isEqualTo("DOWN"));
	}

	private static void assertIdle() {
		CpuUsageMonitor.start(systemPair.systemA(), systemPair.systemB()).assertIdle();
	}

	private static double countUnknownPublishes() {
		return ScrapedMetrics.of(systemPair.systemA()).sum("asyncreply_publishes_total", "outcome=\"unknown\"");
	}

}
