package io.asyncreply.endtoend.fault;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

import io.asyncreply.endtoend.client.ApiClient;
import io.asyncreply.endtoend.client.JsonResponse;
import io.asyncreply.endtoend.client.RequestSubmission;
import io.asyncreply.endtoend.harness.AttemptLog;
import io.asyncreply.endtoend.harness.InvariantChecker;
import io.asyncreply.endtoend.harness.ScrapedMetrics;
import io.asyncreply.endtoend.harness.SystemPair;
import io.asyncreply.endtoend.harness.SystemPairSpec;
import io.asyncreply.testsupport.broker.TestBroker;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A broker that loses what it has confirmed: found out by evidence, published again, and
 * nothing that merely waits or lasts is taken for lost.
 */
class BrokerMessageLossIT {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	/** In {@code ./verify} some; the long soak asks for a hundred thousand. */
	private static final int BACKLOG = Integer.getInteger("asyncreply.soak.backlog", 2_000);

	private static TestBroker broker;

	private static SystemPair pair;

	private static ApiClient client;

	@BeforeAll
	static void startPair() {
		pair = SystemPairSpec.withBroker("broker-loss")
			.systemA((launcher) -> launcher.arguments("--asyncreply.redrive.patience=500ms"))
			.systemB((launcher) -> launcher.arguments("--asyncreply.endpoint.operations.[work.simulate].slots=8",
					AttemptLog.ARGUMENT))
			.start();
		broker = pair.broker();
		client = pair.client();
	}

	@AfterAll
	static void checkAndClose() {
		try {
			InvariantChecker.checkBrokerIsQuiescent(pair);
		}
		finally {
			pair.close();
		}
	}

	@Test
	void purgedQueueIsFoundOutAndItsRequestsSucceed() {
		lose(() -> List.of("requests.text.process", "requests.work.simulate")
			.forEach((queue) -> broker.ctl("purge_queue", "--vhost", pair.virtualHost(), queue)));
	}

	@Test
	void deletedQueueIsFoundOutAndItsRequestsSucceed() {
		lose(() -> List.of("requests.text.process", "requests.work.simulate")
			.forEach((queue) -> broker.ctl("delete_queue", "--vhost", pair.virtualHost(), queue)));
	}

	@Test
	void emptyBrokerInThePlaceOfAFullOneIsFoundOutAndItsRequestsSucceed() {
		lose(broker::wipe);
	}

	@Test
	@Timeout(value = 20, unit = TimeUnit.MINUTES)
	void backlogAndLongWorkFarBeyondTheBoundsAreNoLoss() {
		double redriven = redriven();
		int again = AttemptLog.of(pair).duplicates();
		pair.systemB().terminate();
		submitAll(4, (i) -> RequestSubmission.work(Duration.ofSeconds(10)));
		Duration each = Duration.ofMillis(Math.max(1, 40_000 / BACKLOG));
		for (int page = 0; page < BACKLOG / 1_000; page++) {
			submitAll(1_000, (i) -> RequestSubmission.work(each));
		}
		pair.startSystemB();
		Awaitility.await().atMost(Duration.ofMinutes(10)).until(() -> !anyIsQueued());
		InvariantChecker.checkAllSucceeded(pair);
		assertThat(redriven()).isEqualTo(redriven);
		assertThat(AttemptLog.of(pair).duplicates()).isEqualTo(again);
	}

	private static void lose(Runnable loss) {
		pair.systemB().terminate();
		submitAll(100, (i) -> (i % 2 == 0) ? RequestSubmission.text("lost " + i)
				: RequestSubmission.work(Duration.ofMillis(20)));
		Awaitility.await().atMost(PATIENCE).until(() -> client.list("QUEUED").size() == 100);
		double before = redriven();
		loss.run();
		pair.startSystemB();
		InvariantChecker.checkAllSucceeded(pair);
		assertThat(redriven() - before).isGreaterThanOrEqualTo(100);
	}

	private static boolean anyIsQueued() {
		return !client.get("/v1/requests?pageSize=1&state=QUEUED").body().path("requests").isEmpty();
	}

	private static double redriven() {
		return ScrapedMetrics.of(pair.systemA()).sum("asyncreply_requests_redriven_total");
	}

	private static void submitAll(int count, IntFunction<RequestSubmission> submissions) {
		List<CompletableFuture<JsonResponse>> calls = client.burst(count, submissions::apply);
		assertThat(calls).extracting((call) -> call.join().status()).containsOnly(202);
	}

}
