package io.asyncreply.endtoend.fault;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.asyncreply.endtoend.client.ApiClient;
import io.asyncreply.endtoend.client.JsonResponse;
import io.asyncreply.endtoend.client.RequestSubmission;
import io.asyncreply.endtoend.harness.AttemptLog;
import io.asyncreply.endtoend.harness.BrokerInspector;
import io.asyncreply.endtoend.harness.InvariantChecker;
import io.asyncreply.endtoend.harness.ScrapedMetrics;
import io.asyncreply.endtoend.harness.SystemPair;
import io.asyncreply.endtoend.harness.SystemPairSpec;
import io.asyncreply.testsupport.broker.BrokerUser;
import io.asyncreply.testsupport.broker.TestBroker;
import io.asyncreply.testsupport.process.SystemLauncher;
import io.asyncreply.testsupport.process.SystemProcess;
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
 * Tests kills and pauses of System A between two of its steps. A proxy holds System A at
 * a step, and the test kills it exactly there.
 */
@Tag("extended")
class SystemAFaultsIT {

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private static FaultProxy brokerProxy;

	private static SystemPair systemPair;

	private static ApiClient apiClient;

	@BeforeAll
	static void startPair() {
		TestBroker broker = TestBroker.shared();
		brokerProxy = FaultProxy.to(broker.port());
		systemPair = SystemPairSpec.of("system-a-faults", broker)
			.withSystemAProxy(brokerProxy)
			.systemA((launcher) -> launcher.arguments("--spring.rabbitmq.requested-heartbeat=2s"))
			.systemB((launcher) -> launcher.arguments(AttemptLog.LOGGING_ARGUMENT))
			.start();
		apiClient = systemPair.client();
	}

	@AfterEach
	void check() {
		brokerProxy.heal();
		InvariantChecker.checkAllSucceeded(systemPair);
	}

	@AfterAll
	static void close() {
		systemPair.close();
		brokerProxy.close();
	}

	@Test
	void findsRequestByKeyWhenKilledBeforeResponse() {
		int before = apiClient.list(null).size();
		RequestSubmission requestSubmission = RequestSubmission.text("killed before the response");
		try (FaultProxy systemAProxy = FaultProxy.to(systemPair.systemA().port())) {
			ApiClient clientBehindProxy = new ApiClient(
					(path) -> URI.create("http://127.0.0.1:" + systemAProxy.port()).resolve(path),
					systemPair.journal());
			systemAProxy.shape(TrafficDirection.TO_CLIENT, TrafficShaping.BLACK_HOLE);
			CompletableFuture<JsonResponse> call = clientBehindProxy.submitAsync(requestSubmission, null);
			Awaitility.await().atMost(TIMEOUT).until(() -> apiClient.list(null).size() == before + 1);
			systemPair.systemA().kill();
			systemAProxy.reset();
			assertThat(call).failsWithin(TIMEOUT);
		}
		systemPair.startSystemA();
		assertThat(apiClient.submit(requestSubmission).isAccepted()).isTrue();
		assertThat(apiClient.list(null)).hasSize(before + 1);
	}

	@Test
	void publishesAfterRestartWhenKilledBeforePublish() {
		brokerProxy.shape(TrafficDirection.TO_SERVER, TrafficShaping.BLACK_HOLE);
		submitAll(Duration.ZERO);
		restart();
	}

	@Test
	void republishesWhenKilledBeforeConfirm() {
		submitAll(Duration.ZERO);
		InvariantChecker.checkAllSucceeded(systemPair);
		int before = AttemptLog.of(systemPair).startCount();
		brokerProxy.shape(TrafficDirection.TO_CLIENT, TrafficShaping.BLACK_HOLE);
		submitAll(Duration.ZERO);
		Awaitility.await().atMost(TIMEOUT).until(() -> AttemptLog.of(systemPair).startCount() > before);
		restart();
	}

	@Test
	void republishesWhenKilledBeforeMarkingAsSent() {
		List<JsonResponse> accepted = submitAll(Duration.ofSeconds(1));
		Awaitility.await()
			.atMost(TIMEOUT)
			.until(() -> ScrapedMetrics.of(systemPair.systemB()).sum("asyncreply_requests_in_flight") > 0);
		restart();
		assertThat(accepted).hasSize(20);
	}

	@Test
	void ignoresRedeliveredReplyWhenKilledBeforeAck() {
		List<JsonResponse> accepted = submitAll(Duration.ofSeconds(2));
		Awaitility.await().atMost(TIMEOUT).until(() -> apiClient.list("RUNNING").size() == accepted.size());
		brokerProxy.shape(TrafficDirection.TO_SERVER, TrafficShaping.BLACK_HOLE);
		accepted
			.forEach((request) -> assertThat(apiClient.awaitCompletion(request.id()).state()).isEqualTo("SUCCEEDED"));
		restart();
		Awaitility.await()
			.atMost(TIMEOUT)
			.until(() -> ScrapedMetrics.of(systemPair.systemA())
				.sum("asyncreply_replies_ignored_total", "reason=\"after-succeeded\"") >= accepted.size());
	}

	@Test
	void resumesAfterPauseLongerThanHeartbeatTimeout() {
		Awaitility.await().atMost(TIMEOUT).until(() -> countConnectionsOfSystemA() > 0);
		systemPair.systemA().pause();
		try {
			Awaitility.await().atMost(TIMEOUT).until(() -> countConnectionsOfSystemA() == 0);
		}
		finally {
			systemPair.systemA().resume();
		}
		submitAll(Duration.ZERO);
	}

	@Test
	void refusesSecondInstanceOnSameLedgerFile() {
		submitAll(Duration.ofSeconds(1));
		SystemLauncher launcher = SystemLauncher.systemA()
			.environment(systemPair.broker().environment(systemPair.virtualHost()))
			.environment("SPRING_DATASOURCE_URL", "jdbc:sqlite:" + ledgerFile());
		try (SystemProcess second = launcher.launch()) {
			assertThat(second.awaitExit()).isNotZero();
			assertThat(second.log()).contains(ledgerFile().getFileName().toString());
		}
		submitAll(Duration.ZERO);
	}

	private static Path ledgerFile() {
		return Path.of("target", "pairs", "system-a-faults", "ledger.db").toAbsolutePath();
	}

	private static long countConnectionsOfSystemA() {
		return BrokerInspector.of(systemPair)
			.connections()
			.stream()
			.filter((connection) -> BrokerUser.SYSTEM_A.name().equals(connection.path("user").asString()))
			.count();
	}

	private static void restart() {
		systemPair.systemA().kill();
		brokerProxy.reset();
		brokerProxy.heal();
		systemPair.startSystemA();
	}

	private static List<JsonResponse> submitAll(Duration work) {
		return apiClient.submitAll(20, (i) -> work.isZero() ? RequestSubmission.text("between two steps " + i)
				: RequestSubmission.simulatedWork(work));
	}

}
