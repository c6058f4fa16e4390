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
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * SIGTERM: what is in hand is finished, and nobody who calls is cut off.
 */
class GracefulShutdownIT {

	/** The exit status of a JVM that SIGTERM ended. */
	private static final int TERMINATED = 143;

	private static final Duration LONGEST_SHUTDOWN = Duration.ofSeconds(35);

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static SystemPair pair;

	private static ApiClient client;

	@BeforeAll
	static void startPair() {
		pair = SystemPair.start("shutdown", TestBroker.shared());
		client = pair.client();
	}

	@AfterAll
	static void close() {
		pair.close();
	}

	@Test
	void systemBFinishesWhatIsInHandAndNothingIsDoneTwice() {
		List<CompletableFuture<JsonResponse>> calls = client.burst(20,
				(i) -> RequestSubmission.work(Duration.ofSeconds(10)));
		calls.forEach(CompletableFuture::join);
		Awaitility.await().atMost(PATIENCE).until(() -> client.list("RUNNING").size() == calls.size());
		assertThat(timed(pair.systemB()::terminate)).isLessThan(LONGEST_SHUTDOWN);
		calls.forEach((call) -> assertThat(client.awaitEnd(call.join().id()).state()).isEqualTo("SUCCEEDED"));
		pair.startSystemB();
		InvariantChecker.checkAllSucceeded(pair);
		assertThat(ScrapedMetrics.of(pair.systemB()).sum("asyncreply_processing_duration_seconds_count")).isZero();
	}

	@Test
	void systemAAnswersItsWaitingCallersAndClosesItsStreams() {
		List<CompletableFuture<JsonResponse>> calls = Stream
			.concat(Stream.generate(() -> waitFor(Duration.ofSeconds(3))).limit(10),
					Stream.generate(() -> waitFor(Duration.ofSeconds(20))).limit(10))
			.toList();
		Awaitility.await()
			.atMost(PATIENCE)
			.until(() -> ScrapedMetrics.of(pair.systemA()).sum("asyncreply_waiting_callers") == calls.size());
		SseClient events = client.events(client.submit(RequestSubmission.work(Duration.ofSeconds(20))).id());
		assertThat(timed(pair.systemA()::terminate)).isLessThan(LONGEST_SHUTDOWN);
		assertThatNoException().as("a stream that is not cut off").isThrownBy(events::remaining);
		assertThatNoException().isThrownBy(() -> calls.forEach(CompletableFuture::join));
		assertThat(calls).extracting((call) -> call.join().status()).containsOnly(200, 202);
		pair.startSystemA();
		InvariantChecker.checkAllSucceeded(pair);
	}

	private CompletableFuture<JsonResponse> waitFor(Duration work) {
		return client.submitLater(RequestSubmission.work(work), Duration.ofSeconds(60));
	}

	private static Duration timed(Supplier<Integer> termination) {
		long start = System.nanoTime();
		assertThat(termination.get()).isEqualTo(TERMINATED);
		return Duration.ofNanos(System.nanoTime() - start);
	}

}
