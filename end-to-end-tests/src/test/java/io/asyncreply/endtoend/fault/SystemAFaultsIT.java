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
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * System A dies or stands still between two of its steps. A proxy holds it at the step,
 * so that signal 9 finds it exactly there.
 */
class SystemAFaultsIT {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static FaultProxy beforeBroker;

	private static SystemPair pair;

	private static ApiClient client;

	@BeforeAll
	static void startPair() {
		TestBroker broker = TestBroker.shared();
		beforeBroker = FaultProxy.to(broker.port());
		pair = SystemPairSpec.of("system-a-faults", broker)
			.systemABehind(beforeBroker)
			.systemA((launcher) -> launcher.arguments("--spring.rabbitmq.requested-heartbeat=2s"))
			.systemB((launcher) -> launcher.arguments(AttemptLog.ARGUMENT))
			.start();
		client = pair.client();
	}

	@AfterEach
	void check() {
		beforeBroker.heal();
		InvariantChecker.checkAllSucceeded(pair);
	}

	@AfterAll
	static void close() {
		pair.close();
		beforeBroker.close();
	}

	@Test
	void killedBeforeTheAnswerItFindsTheRequestUnderItsKey() {
		int before = client.list(null).size();
		RequestSubmission submission = RequestSubmission.text("never told");
		try (FaultProxy beforeSystemA = FaultProxy.to(pair.systemA().port())) {
			ApiClient caller = new ApiClient(
					(path) -> URI.create("http://127.0.0.1:" + beforeSystemA.port()).resolve(path), pair.journal());
			beforeSystemA.let(TrafficDirection.TO_CLIENT, TrafficShaping.STOPPED);
			CompletableFuture<JsonResponse> call = caller.submitLater(submission, null);
			Awaitility.await().atMost(PATIENCE).until(() -> client.list(null).size() == before + 1);
			pair.systemA().kill();
			beforeSystemA.reset();
			assertThat(call).failsWithin(PATIENCE);
		}
		pair.startSystemA();
		assertThat(client.submit(submission).isAccepted()).isTrue();
		assertThat(client.list(null)).hasSize(before + 1);
	}

	@Test
	void killedBeforeThePublishItPublishesAfterItsStart() {
		beforeBroker.let(TrafficDirection.TO_SERVER, TrafficShaping.STOPPED);
		submitAll(Duration.ZERO);
		restart();
	}

	@Test
	void killedBeforeTheConfirmItPublishesAgain() {
		submitAll(Duration.ZERO);
		InvariantChecker.checkAllSucceeded(pair);
		int before = AttemptLog.of(pair).count();
		beforeBroker.let(TrafficDirection.TO_CLIENT, TrafficShaping.STOPPED);
		submitAll(Duration.ZERO);
		Awaitility.await().atMost(PATIENCE).until(() -> AttemptLog.of(pair).count() > before);
		restart();
	}

	@Test
	void killedBeforeItMarksWhatIsConfirmedItPublishesAgain() {
		List<CompletableFuture<JsonResponse>> calls = submitAll(Duration.ofSeconds(1));
		Awaitility.await()
			.atMost(PATIENCE)
			.until(() -> ScrapedMetrics.of(pair.systemB()).sum("asyncreply_in_hand") > 0);
		restart();
		assertThat(calls).hasSize(20);
	}

	@Test
	void killedBeforeItAcknowledgesTheReplyItIgnoresTheNextCopy() {
		List<CompletableFuture<JsonResponse>> calls = submitAll(Duration.ofSeconds(2));
		Awaitility.await().atMost(PATIENCE).until(() -> client.list("RUNNING").size() == calls.size());
		beforeBroker.let(TrafficDirection.TO_SERVER, TrafficShaping.STOPPED);
		calls.forEach((call) -> assertThat(client.awaitEnd(call.join().id()).state()).isEqualTo("SUCCEEDED"));
		restart();
		Awaitility.await()
			.atMost(PATIENCE)
			.until(() -> ScrapedMetrics.of(pair.systemA())
				.sum("asyncreply_replies_ignored_total", "reason=\"after-succeeded\"") >= calls.size());
	}

	@Test
	void pausedForLongerThanItsHeartbeatsItGoesOn() {
		Awaitility.await().atMost(PATIENCE).until(() -> connectionsOfSystemA() > 0);
		pair.systemA().pause();
		try {
			Awaitility.await().atMost(PATIENCE).until(() -> connectionsOfSystemA() == 0);
		}
		finally {
			pair.systemA().resume();
		}
		submitAll(Duration.ZERO);
	}

	@Test
	void secondSystemAOnTheSameFileIsRefusedAndTheFirstGoesOn() {
		submitAll(Duration.ofSeconds(1));
		SystemLauncher launcher = SystemLauncher.systemA()
			.environment(pair.broker().environment(pair.virtualHost()))
			.environment("SPRING_DATASOURCE_URL", "jdbc:sqlite:" + ledger());
		try (SystemProcess second = launcher.launch()) {
			assertThat(second.awaitExit()).isNotZero();
			assertThat(second.log()).contains(ledger().getFileName().toString());
		}
		submitAll(Duration.ZERO);
	}

	private static Path ledger() {
		return Path.of("target", "pairs", "system-a-faults", "ledger.db").toAbsolutePath();
	}

	private static long connectionsOfSystemA() {
		return BrokerInspector.of(pair)
			.connections()
			.stream()
			.filter((connection) -> BrokerUser.SYSTEM_A.name().equals(connection.path("user").asString()))
			.count();
	}

	private static void restart() {
		pair.systemA().kill();
		beforeBroker.reset();
		beforeBroker.heal();
		pair.startSystemA();
	}

	private static List<CompletableFuture<JsonResponse>> submitAll(Duration work) {
		List<CompletableFuture<JsonResponse>> calls = client.burst(20,
				(i) -> work.isZero() ? RequestSubmission.text("between two steps " + i) : RequestSubmission.work(work));
		assertThat(calls).extracting((call) -> call.join().status()).containsOnly(202);
		return calls;
	}

}
