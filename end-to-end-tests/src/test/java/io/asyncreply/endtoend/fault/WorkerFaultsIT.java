package io.asyncreply.endtoend.fault;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

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
 * System B dies of its work, is restarted again and again, stands still, or is not there.
 */
@Timeout(400)
class WorkerFaultsIT {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final Duration PATIENCE_WITH_CRASHES = Duration.ofMinutes(5);

	/** In {@code ./verify} a few; the long soak asks for thirty. */
	private static final int RESTARTS = Integer.getInteger("asyncreply.soak.restarts", 5);

	private static FaultProxy beforeB;

	private static SystemPair pair;

	private static ApiClient client;

	@BeforeAll
	static void startPair() {
		TestBroker broker = TestBroker.shared();
		beforeB = FaultProxy.to(broker.port());
		pair = SystemPairSpec.of("worker-faults", broker)
			.systemBBehind(beforeB)
			.systemB((launcher) -> launcher.arguments("--spring.rabbitmq.requested-heartbeat=2s", AttemptLog.ARGUMENT))
			.start();
		client = pair.client();
	}

	@AfterEach
	void check() {
		beforeB.heal();
		InvariantChecker.check(pair);
	}

	@AfterAll
	static void close() {
		InvariantChecker.checkBrokerIsQuiescent(pair);
		pair.close();
		beforeB.close();
	}

	@Test
	@Tag("long")
	void requestThatKillsEveryWorkerFailsAndItsNeighboursSucceed() {
		pair.systemB().terminate();
		List<JsonResponse> neighbours = submitAll(Stream.of(20, 20, 20, 20, 1_000, 1_000)
			.map((millis) -> RequestSubmission.work(Duration.ofMillis(millis))));
		String deadly = client
			.submit(RequestSubmission.of(Simulation.OPERATION, new Simulation(200, 0, false, 0, false, true)))
			.id();
		loseConsumers();
		int launches = launchUntilEnded(deadly);
		assertThat(client.status(deadly).state()).isEqualTo("FAILED");
		assertThat(client.status(deadly).text("/error/type")).isEqualTo("urn:asyncreply:problem:worker-crashed");
		assertThat(launches).isGreaterThan(Topology.SUSPECT_DELIVERY_LIMIT);
		pair.startSystemB();
		neighbours.forEach((neighbour) -> assertThat(client.awaitEnd(neighbour.id()).state()).isEqualTo("SUCCEEDED"));
	}

	@Test
	@Tag("long")
	@Timeout(value = 20, unit = TimeUnit.MINUTES)
	void rollingRestartsUnderLoadEndNobody() {
		int before = pair.journal().countAccepted();
		try (LoadGenerator load = LoadGenerator.start(client, Duration.ofMillis(30),
				(i) -> RequestSubmission.work(Duration.ofMillis(10L * (i % 50))), (answer) -> {
				})) {
			for (int restart = 0; restart < RESTARTS; restart++) {
				pair.systemB().terminate();
				pair.startSystemB();
				int working = AttemptLog.of(pair).count();
				Awaitility.await().atMost(PATIENCE).until(() -> AttemptLog.of(pair).count() > working);
			}
			assertThat(load.stop()).containsOnly(202);
		}
		assertThat(InvariantChecker.check(pair).get("SUCCEEDED"))
			.isGreaterThanOrEqualTo(pair.journal().countAccepted() - before);
	}

	@Test
	void killedBeforeItHearsOfTheConfirmItRepliesTwiceAndTheFirstCounts() {
		List<JsonResponse> accepted = submitAll(
				Stream.generate(() -> RequestSubmission.work(Duration.ofSeconds(2))).limit(10));
		Awaitility.await().atMost(PATIENCE).until(() -> client.list("RUNNING").size() == accepted.size());
		beforeB.let(TrafficDirection.TO_CLIENT, TrafficShaping.STOPPED);
		accepted.forEach((request) -> assertThat(client.awaitEnd(request.id()).state()).isEqualTo("SUCCEEDED"));
		int begun = AttemptLog.of(pair).count();
		pair.systemB().kill();
		beforeB.heal();
		pair.startSystemB();
		Awaitility.await().atMost(PATIENCE).until(() -> AttemptLog.of(pair).count() == begun + accepted.size());
	}

	@Test
	void pausedWorkerLosesItsWorkToAnotherAndItsLateRepliesChangeNothing() {
		try (SystemProcess another = pair.startAnotherSystemB()) {
			List<JsonResponse> accepted = submitAll(
					Stream.generate(() -> RequestSubmission.work(Duration.ofSeconds(2))).limit(20));
			Awaitility.await().atMost(PATIENCE).until(() -> client.list("RUNNING").size() == accepted.size());
			pair.systemB().pause();
			accepted.forEach((request) -> assertThat(client.awaitEnd(request.id()).state()).isEqualTo("SUCCEEDED"));
			pair.systemB().resume();
			assertThat(another.isAlive()).isTrue();
			Awaitility.await().atMost(PATIENCE).until(() -> ignored() > 0);
		}
	}

	@Test
	void withoutWorkersRequestsWaitOrExpire() {
		pair.systemB().terminate();
		List<JsonResponse> hasty = submitAll(
				Stream.generate(() -> RequestSubmission.text("hasty").within(Duration.ofMillis(500))).limit(50));
		List<JsonResponse> patient = submitAll(Stream.generate(() -> RequestSubmission.text("patient")).limit(50));
		hasty.forEach((request) -> assertThat(client.awaitEnd(request.id()).state()).isEqualTo("EXPIRED"));
		pair.startSystemB();
		patient.forEach((request) -> assertThat(client.awaitEnd(request.id()).state()).isEqualTo("SUCCEEDED"));
	}

	/**
	 * To the broker a crash is a lost connection. In {@code ./verify} a connection of the
	 * test's own is lost most times instead of a System B.
	 */
	private static void loseConsumers() {
		int times = Math.max(0, Topology.DELIVERY_LIMIT - RESTARTS);
		for (int time = 0; time < times; time++) {
			try (Connection connection = pair.broker()
				.newConnectionFactory(pair.virtualHost(), BrokerUser.SYSTEM_B)
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

	/** Without its web server a worker is sooner there to be killed. */
	private static int launchUntilEnded(String id) {
		Deque<SystemProcess> workers = new ArrayDeque<>(List.of(pair.launchWorker()));
		Awaitility.await().atMost(PATIENCE_WITH_CRASHES).until(() -> {
			if (!workers.getLast().isAlive()) {
				workers.add(pair.launchWorker());
			}
			return client.status(id).isDone();
		});
		workers.getLast().close();
		return workers.size();
	}

	private static List<JsonResponse> submitAll(Stream<RequestSubmission> submissions) {
		List<CompletableFuture<JsonResponse>> calls = submissions
			.map((submission) -> client.submitLater(submission, null))
			.toList();
		List<JsonResponse> answers = calls.stream().map(CompletableFuture::join).toList();
		assertThat(answers).extracting(JsonResponse::status).containsOnly(202);
		return answers;
	}

	private static double ignored() {
		return ScrapedMetrics.of(pair.systemA()).sum("asyncreply_replies_ignored_total", "reason=\"after-succeeded\"");
	}

}
