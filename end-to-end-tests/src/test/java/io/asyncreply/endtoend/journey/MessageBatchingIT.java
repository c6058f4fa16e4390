package io.asyncreply.endtoend.journey;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.asyncreply.endtoend.client.ApiClient;
import io.asyncreply.endtoend.client.JsonResponse;
import io.asyncreply.endtoend.client.RequestSubmission;
import io.asyncreply.endtoend.harness.InvariantChecker;
import io.asyncreply.endtoend.harness.ScrapedMetrics;
import io.asyncreply.endtoend.harness.SystemPair;
import io.asyncreply.endtoend.harness.SystemPairSpec;
import io.asyncreply.messages.Lane;
import io.asyncreply.messages.operation.WordCount;
import io.asyncreply.testsupport.broker.TestBroker;
import io.asyncreply.testsupport.process.SystemProcess;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that quick requests are published in message batches, and that each has an
 * outcome of its own.
 */
@Tag("extended")
@Timeout(300)
class MessageBatchingIT {

	private static final int BURST = 400;

	private static final Duration WAIT = Duration.ofSeconds(30);

	private static SystemPair systemPair;

	private static ApiClient apiClient;

	@BeforeAll
	static void startPair() {
		systemPair = SystemPairSpec.of("message-batches", TestBroker.shared())
			.systemA((launcher) -> launcher
				.arguments("--asyncreply.dispatch.operations[text.word-count].batching=false"))
			// More slots would compete for two cores, so that no request would be quick.
			.systemB((launcher) -> launcher.arguments("--asyncreply.worker.operations[text.process].concurrency=1",
					"--asyncreply.worker.operations[text.process].limit=5s"))
			.start();
		apiClient = systemPair.client();
	}

	@AfterEach
	void check() {
		InvariantChecker.check(systemPair);
	}

	@AfterAll
	static void close() {
		InvariantChecker.checkBrokerIsQuiescent(systemPair);
		systemPair.close();
	}

	@Test
	void publishesFewerMessagesThanRequests() {
		awaitBatching();
		double requestsBefore = acceptedRequests();
		double batchesBefore = publishedBatches(systemPair.systemA());
		double messagesBefore = publishedMessages(systemPair.systemA());
		double repliesBefore = publishedMessages(systemPair.systemB());
		burst(Lane.INTERACTIVE);
		burst(Lane.BULK);
		assertThat(publishedMessages(systemPair.systemA()) - messagesBefore)
			.isLessThan(acceptedRequests() - requestsBefore);
		assertThat(publishedMessages(systemPair.systemB()) - repliesBefore)
			.isLessThan(acceptedRequests() - requestsBefore);
		assertThat(publishedBatches(systemPair.systemA())).isGreaterThan(batchesBefore);
		assertThat(publishedBatches(systemPair.systemB())).isPositive();
	}

	@Test
	void publishesSinglyWhenBatchingIsOffForOperation() {
		awaitBatching();
		double batchesBefore = publishedBatches(systemPair.systemA());
		double messagesBefore = publishedMessages(systemPair.systemA());
		apiClient.submitAll(BURST, (i) -> RequestSubmission.of(WordCount.OPERATION, new WordCount("word " + i)));
		InvariantChecker.check(systemPair);
		assertThat(publishedBatches(systemPair.systemA())).isEqualTo(batchesBefore);
		assertThat(publishedMessages(systemPair.systemA()) - messagesBefore).isGreaterThanOrEqualTo(BURST);
	}

	@Test
	void losesNothingWhenWorkerIsKilledDuringBatches() {
		awaitBatching();
		int before = countUnsuccessful();
		List<CompletableFuture<JsonResponse>> calls = new ArrayList<>();
		for (int round = 0; round < 5; round++) {
			calls.addAll(apiClient.burst(BURST, (i) -> RequestSubmission.text("killed " + i)));
		}
		systemPair.systemB().kill();
		calls.addAll(apiClient.burst(BURST, (i) -> RequestSubmission.text("after the kill " + i)));
		systemPair.startSystemB();
		awaitAccepted(calls);
		InvariantChecker.check(systemPair);
		assertThat(countUnsuccessful()).isEqualTo(before);
	}

	@Test
	void cancelsAndExpiresSingleRequestsOfABatch() {
		awaitBatching();
		systemPair.systemB().pause();
		List<JsonResponse> submitted = apiClient.submitAll(BURST,
				(i) -> (i % 4 == 1) ? RequestSubmission.text("short deadline " + i).withDeadline(Duration.ofSeconds(1))
						: RequestSubmission.text("default deadline " + i));
		IntStream.range(0, BURST)
			.filter((i) -> i % 4 == 2)
			.mapToObj((i) -> apiClient.cancelAsync(submitted.get(i).id()))
			.toList()
			.forEach((call) -> assertThat(call.join().status()).isEqualTo(200));
		Awaitility.await().until(() -> apiClient.getStatus(submitted.get(BURST - 3).id()).isDone());
		systemPair.systemB().resume();
		InvariantChecker.check(systemPair);
		for (int i = 0; i < BURST; i++) {
			String state = apiClient.getStatus(submitted.get(i).id()).state();
			assertThat(state).isEqualTo((i % 4 == 1) ? "EXPIRED" : (i % 4 == 2) ? "CANCELLED" : "SUCCEEDED");
		}
	}

	/** Waits until System A has measured that the work is quick. */
	private static void awaitBatching() {
		double batchesBefore = publishedBatches(systemPair.systemA());
		Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> {
			burst(Lane.INTERACTIVE);
			burst(Lane.BULK);
			return publishedBatches(systemPair.systemA()) > batchesBefore;
		});
	}

	private static void burst(Lane lane) {
		List<CompletableFuture<JsonResponse>> calls = IntStream.range(0, BURST)
			.mapToObj((i) -> apiClient.submitAsync(RequestSubmission.text("burst " + i).inLane(lane), WAIT))
			.toList();
		assertThat(calls).allSatisfy((call) -> assertThat(call.join().state()).isEqualTo("SUCCEEDED"));
	}

	private static List<JsonResponse> awaitAccepted(List<CompletableFuture<JsonResponse>> calls) {
		List<JsonResponse> responses = calls.stream().map(CompletableFuture::join).toList();
		assertThat(responses).extracting(JsonResponse::status).containsOnly(202);
		return responses;
	}

	/** Counts the requests that failed, expired or were cancelled. */
	private static int countUnsuccessful() {
		return Stream.of("FAILED", "EXPIRED", "CANCELLED").mapToInt((state) -> apiClient.list(state).size()).sum();
	}

	private static double acceptedRequests() {
		return ScrapedMetrics.of(systemPair.systemA()).sum("asyncreply_requests_accepted_total");
	}

	private static double publishedMessages(SystemProcess system) {
		return ScrapedMetrics.of(system).sum("asyncreply_publishes_total");
	}

	private static double publishedBatches(SystemProcess system) {
		return ScrapedMetrics.of(system).sum("asyncreply_message_batch_size_count");
	}

}
