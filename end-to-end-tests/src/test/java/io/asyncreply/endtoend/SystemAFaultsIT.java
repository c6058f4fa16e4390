package io.asyncreply.endtoend;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.asyncreply.testsupport.BrokerUser;
import io.asyncreply.testsupport.Direction;
import io.asyncreply.testsupport.FaultProxy;
import io.asyncreply.testsupport.Flow;
import io.asyncreply.testsupport.SystemLauncher;
import io.asyncreply.testsupport.SystemProcess;
import io.asyncreply.testsupport.TestBroker;
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

	private static Pair pair;

	private static Client client;

	@BeforeAll
	static void startPair() {
		TestBroker broker = TestBroker.shared();
		beforeBroker = FaultProxy.to(broker.port());
		pair = PairPlan.of("system-a-faults", broker)
			.systemABehind(beforeBroker)
			.systemA((launcher) -> launcher.arguments("--spring.rabbitmq.requested-heartbeat=2s"))
			.systemB((launcher) -> launcher.arguments(WorkLog.ARGUMENT))
			.start();
		client = pair.client();
	}

	@AfterEach
	void check() {
		beforeBroker.heal();
		Invariants.checkAllSucceeded(pair);
	}

	@AfterAll
	static void close() {
		pair.close();
		beforeBroker.close();
	}

	@Test
	void killedBeforeTheAnswerItFindsTheRequestUnderItsKey() {
		int before = client.list(null).size();
		Submission submission = Submission.text("never told");
		try (FaultProxy beforeSystemA = FaultProxy.to(pair.systemA().port())) {
			Client caller = new Client((path) -> URI.create("http://127.0.0.1:" + beforeSystemA.port()).resolve(path),
					pair.journal());
			beforeSystemA.let(Direction.TO_CLIENT, Flow.STOPPED);
			CompletableFuture<Answer> call = caller.submitLater(submission, null);
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
		beforeBroker.let(Direction.TO_SERVER, Flow.STOPPED);
		submitAll(Duration.ZERO);
		restart();
	}

	@Test
	void killedBeforeTheConfirmItPublishesAgain() {
		submitAll(Duration.ZERO);
		Invariants.checkAllSucceeded(pair);
		int before = WorkLog.of(pair).count();
		beforeBroker.let(Direction.TO_CLIENT, Flow.STOPPED);
		submitAll(Duration.ZERO);
		Awaitility.await().atMost(PATIENCE).until(() -> WorkLog.of(pair).count() > before);
		restart();
	}

	@Test
	void killedBeforeItMarksWhatIsConfirmedItPublishesAgain() {
		List<CompletableFuture<Answer>> calls = submitAll(Duration.ofSeconds(1));
		Awaitility.await().atMost(PATIENCE).until(() -> Metrics.of(pair.systemB()).sum("asyncreply_in_hand") > 0);
		restart();
		assertThat(calls).hasSize(20);
	}

	@Test
	void killedBeforeItAcknowledgesTheReplyItIgnoresTheNextCopy() {
		List<CompletableFuture<Answer>> calls = submitAll(Duration.ofSeconds(2));
		Awaitility.await().atMost(PATIENCE).until(() -> client.list("RUNNING").size() == calls.size());
		beforeBroker.let(Direction.TO_SERVER, Flow.STOPPED);
		calls.forEach((call) -> assertThat(client.awaitEnd(call.join().id()).state()).isEqualTo("SUCCEEDED"));
		restart();
		Awaitility.await()
			.atMost(PATIENCE)
			.until(() -> Metrics.of(pair.systemA())
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
		return BrokerView.of(pair)
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

	private static List<CompletableFuture<Answer>> submitAll(Duration work) {
		List<CompletableFuture<Answer>> calls = client.burst(20,
				(i) -> work.isZero() ? Submission.text("between two steps " + i) : Submission.work(work));
		assertThat(calls).extracting((call) -> call.join().status()).containsOnly(202);
		return calls;
	}

}
