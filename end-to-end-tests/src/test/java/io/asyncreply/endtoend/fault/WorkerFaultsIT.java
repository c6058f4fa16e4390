package io.asyncreply.endtoend.fault;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.asyncreply.endtoend.client.ApiClient;
import io.asyncreply.endtoend.client.JsonResponse;
import io.asyncreply.endtoend.client.LoadGenerator;
import io.asyncreply.endtoend.client.RequestSubmission;
import io.asyncreply.endtoend.harness.AttemptLog;
import io.asyncreply.endtoend.harness.InvariantChecker;
import io.asyncreply.endtoend.harness.ScrapedMetrics;
import io.asyncreply.endtoend.harness.SystemPair;
import io.asyncreply.endtoend.harness.SystemPairSpec;
import io.asyncreply.messages.operation.Simulation;
import io.asyncreply.messaging.topology.Topology;
import io.asyncreply.testsupport.broker.BrokerUser;
import io.asyncreply.testsupport.broker.TestBroker;
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
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests crashes, restarts, pauses and the absence of System B.
 */
@Tag("extended")
@Timeout(400)
class WorkerFaultsIT {

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	private static final Duration CRASH_TIMEOUT = Duration.ofMinutes(5);

	/** Number of restarts; the profile {@code soak} sets 30. */
	private static final int RESTARTS = Integer.getInteger("asyncreply.soak.restarts", 5);

	private static FaultProxy systemBProxy;

	private static SystemPair systemPair;

	private static ApiClient apiClient;

	@BeforeAll
	static void startPair() {
		TestBroker broker = TestBroker.shared();
		systemBProxy = FaultProxy.to(broker.port());
		systemPair = SystemPairSpec.of("worker-faults", broker)
			.withSystemBProxy(systemBProxy)
			.systemB((launcher) -> launcher.arguments("--spring.rabbitmq.requested-heartbeat=2s",
					AttemptLog.LOGGING_ARGUMENT))
			.start();
		apiClient = systemPair.client();
	}

	@AfterEach
	void check() {
		systemBProxy.heal();
		InvariantChecker.check(systemPair);
	}

	@AfterAll
	static void close() {
		InvariantChecker.checkBrokerIsQuiescent(systemPair);
		systemPair.close();
		systemBProxy.close();
	}

	@Test
	void failsRequestThatCrashesEveryWorkerAndCompletesOthers() {
		systemPair.systemB().terminate();
		List<JsonResponse> otherRequests = apiClient.submitAll(6,
				(i) -> RequestSubmission.simulatedWork(Duration.ofMillis((i < 4) ? 20 : 1_000)));
		String crashingRequest = apiClient
			.submit(RequestSubmission.of(Simulation.OPERATION, new Simulation(200, 0, false, 0, false, true)))
			.id();
		loseConsumers();
		int launches = launchWorkersUntilEnded(crashingRequest);
		assertThat(apiClient.getStatus(crashingRequest).state()).isEqualTo("FAILED");
		assertThat(apiClient.getStatus(crashingRequest).text("/error/type"))
			.isEqualTo("urn:asyncreply:problem:worker-crashed");
		assertThat(launches).isGreaterThan(Topology.SUSPECT_DELIVERY_LIMIT);
		systemPair.startSystemB();
		otherRequests.forEach((otherRequest) -> assertThat(apiClient.awaitCompletion(otherRequest.id()).state())
			.isEqualTo("SUCCEEDED"));
	}

	@Test
	@Timeout(value = 20, unit = TimeUnit.MINUTES)
	void losesNothingDuringRollingRestarts() {
		int before = systemPair.journal().countAccepted();
		try (LoadGenerator loadGenerator = LoadGenerator.start(apiClient, Duration.ofMillis(30),
				(i) -> RequestSubmission.simulatedWork(Duration.ofMillis(10L * (i % 50))), (response) -> {
				})) {
			for (int restart = 0; restart < RESTARTS; restart++) {
				systemPair.systemB().terminate();
				systemPair.startSystemB();
				int startsBefore = AttemptLog.of(systemPair).startCount();
				Awaitility.await().atMost(TIMEOUT).until(() -> AttemptLog.of(systemPair).startCount() > startsBefore);
			}
			assertThat(loadGenerator.stop()).containsOnly(202);
		}
		assertThat(InvariantChecker.check(systemPair).get("SUCCEEDED"))
			.isGreaterThanOrEqualTo(systemPair.journal().countAccepted() - before);
	}

	@Test
	void ignoresSecondReplyWhenKilledBeforeConfirm() {
		List<JsonResponse> accepted = apiClient.submitAll(10, (i) -> RequestSubmission.simulatedWork(Duration.ofSeconds(2)));
		Awaitility.await().atMost(TIMEOUT).until(() -> apiClient.list("RUNNING").size() == accepted.size());
		systemBProxy.shape(TrafficDirection.TO_CLIENT, TrafficShaping.BLACK_HOLE);
		accepted
			.forEach((request) -> assertThat(apiClient.awaitCompletion(request.id()).state()).isEqualTo("SUCCEEDED"));
		int startsBefore = AttemptLog.of(systemPair).startCount();
		systemPair.systemB().kill();
		systemBProxy.heal();
		systemPair.startSystemB();
		Awaitility.await()
			.atMost(TIMEOUT)
			.until(() -> AttemptLog.of(systemPair).startCount() == startsBefore + accepted.size());
	}

	@Test
	void ignoresLateRepliesOfPausedWorker() {
		try (SystemProcess anotherWorker = systemPair.startAnotherSystemB()) {
			List<JsonResponse> accepted = apiClient.submitAll(20, (i) -> RequestSubmission.simulatedWork(Duration.ofSeconds(2)));
			Awaitility.await().atMost(TIMEOUT).until(() -> apiClient.list("RUNNING").size() == accepted.size());
			systemPair.systemB().pause();
			accepted.forEach(
					(request) -> assertThat(apiClient.awaitCompletion(request.id()).state()).isEqualTo("SUCCEEDED"));
			systemPair.systemB().resume();
			assertThat(anotherWorker.isAlive()).isTrue();
			Awaitility.await().atMost(TIMEOUT).until(() -> countIgnoredReplies() > 0);
		}
	}

	@Test
	void keepsOrExpiresRequestsWithoutWorkers() {
		systemPair.systemB().terminate();
		List<JsonResponse> withShortDeadline = apiClient.submitAll(50,
				(i) -> RequestSubmission.text("short deadline").withDeadline(Duration.ofMillis(500)));
		List<JsonResponse> withoutDeadline = apiClient.submitAll(50, (i) -> RequestSubmission.text("default deadline"));
		withShortDeadline
			.forEach((request) -> assertThat(apiClient.awaitCompletion(request.id()).state()).isEqualTo("EXPIRED"));
		systemPair.startSystemB();
		withoutDeadline
			.forEach((request) -> assertThat(apiClient.awaitCompletion(request.id()).state()).isEqualTo("SUCCEEDED"));
	}

	/**
	 * Closes connections with unacked requests, which is what the broker sees of a crash.
	 * Fewer workers have to crash then.
	 */
	private static void loseConsumers() {
		int times = Math.max(0, Topology.DELIVERY_LIMIT - RESTARTS);
		for (int time = 0; time < times; time++) {
			try (Connection connection = systemPair.broker()
				.newConnectionFactory(systemPair.virtualHost(), BrokerUser.SYSTEM_B)
				.newConnection(); Channel channel = connection.createChannel()) {
				while (channel.basicGet("requests.work.simulate", false) != null) {
					assertThat(channel.isOpen()).isTrue();
				}
			}
			catch (IOException | TimeoutException ex) {
				throw new IllegalStateException(ex);
			}
		}
	}

	/**
	 * Launches workers without a web server, which start faster, until a request ends.
	 */
	private static int launchWorkersUntilEnded(String id) {
		Deque<SystemProcess> workers = new ArrayDeque<>(List.of(systemPair.launchWorker()));
		Awaitility.await().atMost(CRASH_TIMEOUT).until(() -> {
			if (!workers.getLast().isAlive()) {
				workers.add(systemPair.launchWorker());
			}
			return apiClient.getStatus(id).isDone();
		});
		workers.getLast().close();
		return workers.size();
	}

	private static double countIgnoredReplies() {
		return ScrapedMetrics.of(systemPair.systemA())
			.sum("asyncreply_replies_ignored_total", "reason=\"after-succeeded\"");
	}

}
