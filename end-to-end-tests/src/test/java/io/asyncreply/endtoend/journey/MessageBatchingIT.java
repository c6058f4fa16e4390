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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Quick requests that come together travel together, and each has an end of its own.
 */
@Timeout(300)
class MessageBatchingIT {

	private static final int BURST = 400;

	private static final Duration WAIT = Duration.ofSeconds(30);

	private static SystemPair pair;

	private static ApiClient client;

	@BeforeAll
	static void startPair() {
		pair = SystemPairSpec.of("frames", TestBroker.shared())
			.systemA(
					(launcher) -> launcher.arguments("--asyncreply.dispatch.operations[text.word-count].framing=false"))
			// More would keep each other from two busy cores, and none would be quick.
			.systemB((launcher) -> launcher.arguments("--asyncreply.endpoint.operations[text.process].slots=1",
					"--asyncreply.endpoint.operations[text.process].limit=5s"))
			.start();
		client = pair.client();
	}

	@AfterEach
	void check() {
		InvariantChecker.check(pair);
	}

	@AfterAll
	static void close() {
		InvariantChecker.checkBrokerIsQuiescent(pair);
		pair.close();
	}

	@Test
	void brokerCarriesFewerMessagesThanThereAreRequests() {
		awaitFrames();
		double requests = requests();
		double framed = framed(pair.systemA());
		double published = published(pair.systemA());
		double replied = published(pair.systemB());
		burst(Lane.INTERACTIVE);
		burst(Lane.BULK);
		assertThat(published(pair.systemA()) - published).isLessThan(requests() - requests);
		assertThat(published(pair.systemB()) - replied).isLessThan(requests() - requests);
		assertThat(framed(pair.systemA())).isGreaterThan(framed);
		assertThat(framed(pair.systemB())).isPositive();
	}

	@Test
	void operationMayBeExcepted() {
		awaitFrames();
		double framed = framed(pair.systemA());
		double published = published(pair.systemA());
		accepted(client.burst(BURST, (i) -> RequestSubmission.of(WordCount.OPERATION, new WordCount("word " + i))));
		InvariantChecker.check(pair);
		assertThat(framed(pair.systemA())).isEqualTo(framed);
		assertThat(published(pair.systemA()) - published).isGreaterThanOrEqualTo(BURST);
	}

	@Test
	void workerKilledAmidFramesLosesNothing() {
		awaitFrames();
		int before = endedOtherwise();
		List<CompletableFuture<JsonResponse>> calls = new ArrayList<>();
		for (int round = 0; round < 5; round++) {
			calls.addAll(client.burst(BURST, (i) -> RequestSubmission.text("killed " + i)));
		}
		pair.systemB().kill();
		calls.addAll(client.burst(BURST, (i) -> RequestSubmission.text("left over " + i)));
		pair.startSystemB();
		accepted(calls);
		InvariantChecker.check(pair);
		assertThat(endedOtherwise()).isEqualTo(before);
	}

	@Test
	void cancellationAndDeadlineInAFrameSpareTheOthers() {
		awaitFrames();
		pair.systemB().pause();
		List<JsonResponse> all = accepted(client.burst(BURST,
				(i) -> (i % 4 == 1) ? RequestSubmission.text("hasty " + i).within(Duration.ofSeconds(1))
						: RequestSubmission.text("patient " + i)));
		IntStream.range(0, BURST)
			.filter((i) -> i % 4 == 2)
			.mapToObj((i) -> client.cancelLater(all.get(i).id()))
			.toList()
			.forEach((call) -> assertThat(call.join().status()).isEqualTo(200));
		Awaitility.await().until(() -> client.status(all.get(BURST - 3).id()).isDone());
		pair.systemB().resume();
		InvariantChecker.check(pair);
		for (int i = 0; i < BURST; i++) {
			String state = client.status(all.get(i).id()).state();
			assertThat(state).isEqualTo((i % 4 == 1) ? "EXPIRED" : (i % 4 == 2) ? "CANCELLED" : "SUCCEEDED");
		}
	}

	/** Once it is known how quick the work is. */
	private static void awaitFrames() {
		double framed = framed(pair.systemA());
		Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> {
			burst(Lane.INTERACTIVE);
			burst(Lane.BULK);
			return framed(pair.systemA()) > framed;
		});
	}

	private static void burst(Lane lane) {
		List<CompletableFuture<JsonResponse>> calls = IntStream.range(0, BURST)
			.mapToObj((i) -> client.submitLater(RequestSubmission.text("burst " + i).in(lane), WAIT))
			.toList();
		assertThat(calls).allSatisfy((call) -> assertThat(call.join().state()).isEqualTo("SUCCEEDED"));
	}

	private static List<JsonResponse> accepted(List<CompletableFuture<JsonResponse>> calls) {
		List<JsonResponse> answers = calls.stream().map(CompletableFuture::join).toList();
		assertThat(answers).extracting(JsonResponse::status).containsOnly(202);
		return answers;
	}

	/** Requests that were cancelled, or worse. */
	private static int endedOtherwise() {
		return Stream.of("FAILED", "EXPIRED", "CANCELLED").mapToInt((state) -> client.list(state).size()).sum();
	}

	private static double requests() {
		return ScrapedMetrics.of(pair.systemA()).sum("asyncreply_requests_accepted_total");
	}

	private static double published(SystemProcess system) {
		return ScrapedMetrics.of(system).sum("asyncreply_publishes_total");
	}

	private static double framed(SystemProcess system) {
		return ScrapedMetrics.of(system).sum("asyncreply_frame_size_count");
	}

}
