package io.asyncreply.endtoend.fault;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.asyncreply.endtoend.client.ApiClient;
import io.asyncreply.endtoend.client.JsonResponse;
import io.asyncreply.endtoend.client.RequestSubmission;
import io.asyncreply.endtoend.harness.InvariantChecker;
import io.asyncreply.endtoend.harness.ScrapedMetrics;
import io.asyncreply.endtoend.harness.SystemPair;
import io.asyncreply.testsupport.SseClient;
import io.asyncreply.testsupport.broker.TestBroker;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests that both systems finish their work after SIGTERM.
 */
@Tag("extended")
class GracefulShutdownIT {

	/** The exit status of a JVM after SIGTERM. */
	private static final int SIGTERM_EXIT_STATUS = 143;

	private static final Duration MAX_SHUTDOWN_TIME = Duration.ofSeconds(35);

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private static SystemPair systemPair;

	private static ApiClient apiClient;

	@BeforeAll
	static void startPair() {
		systemPair = SystemPair.start("shutdown", TestBroker.shared());
		apiClient = systemPair.client();
	}

	@AfterAll
	static void close() {
		systemPair.close();
	}

	@Test
	void finishesInFlightRequestsOnceOnShutdownOfSystemB() {
		List<CompletableFuture<JsonResponse>> calls = apiClient.burst(20,
				(i) -> RequestSubmission.simulatedWork(Duration.ofSeconds(10)));
		calls.forEach(CompletableFuture::join);
		Awaitility.await().atMost(TIMEOUT).until(() -> apiClient.list("RUNNING").size() == calls.size());
		assertThat(measureTermination(systemPair.systemB()::terminate)).isLessThan(MAX_SHUTDOWN_TIME);
		calls.forEach((call) -> assertThat(apiClient.awaitCompletion(call.join().id()).state()).isEqualTo("SUCCEEDED"));
		systemPair.startSystemB();
		InvariantChecker.checkAllSucceeded(systemPair);
		assertThat(ScrapedMetrics.of(systemPair.systemB()).sum("asyncreply_processing_duration_seconds_count"))
			.isZero();
	}

	@Test
	void completesLongPollsAndStreamsOnShutdownOfSystemA() {
		List<CompletableFuture<JsonResponse>> calls = Stream
			.concat(Stream.generate(() -> submitAndWait(Duration.ofSeconds(3))).limit(10),
					Stream.generate(() -> submitAndWait(Duration.ofSeconds(20))).limit(10))
			.toList();
		Awaitility.await()
			.atMost(TIMEOUT)
			.until(() -> ScrapedMetrics.of(systemPair.systemA()).sum("asyncreply_waiting_callers") == calls.size());
		SseClient events = apiClient
			.events(apiClient.submit(RequestSubmission.simulatedWork(Duration.ofSeconds(20))).id());
		assertThat(measureTermination(systemPair.systemA()::terminate)).isLessThan(MAX_SHUTDOWN_TIME);
		assertThatNoException().as("a stream that ends regularly").isThrownBy(events::remainingEvents);
		assertThatNoException().isThrownBy(() -> calls.forEach(CompletableFuture::join));
		assertThat(calls).extracting((call) -> call.join().status()).containsOnly(200, 202);
		systemPair.startSystemA();
		InvariantChecker.checkAllSucceeded(systemPair);
	}

	private CompletableFuture<JsonResponse> submitAndWait(Duration work) {
		return apiClient.submitAsync(RequestSubmission.simulatedWork(work), Duration.ofSeconds(60));
	}

	private static Duration measureTermination(Supplier<Integer> termination) {
		long start = System.nanoTime();
		assertThat(termination.get()).isEqualTo(SIGTERM_EXIT_STATUS);
		return Duration.ofNanos(System.nanoTime() - start);
	}

}
