package io.asyncreply.endtoend;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.asyncreply.messages.Lane;
import io.asyncreply.messages.WordCount;
import io.asyncreply.testsupport.SystemProcess;
import io.asyncreply.testsupport.TestBroker;
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
class FramesIT {

	private static final int BURST = 400;

	private static final Duration WAIT = Duration.ofSeconds(30);

	private static Pair pair;

	private static Client client;

	@BeforeAll
	static void startPair() {
		pair = PairPlan.of("frames", TestBroker.shared())
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
		Invariants.check(pair);
	}

	@AfterAll
	static void close() {
		Invariants.checkBrokerIsQuiescent(pair);
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
		accepted(client.burst(BURST, (i) -> Submission.of(WordCount.OPERATION, new WordCount("word " + i))));
		Invariants.check(pair);
		assertThat(framed(pair.systemA())).isEqualTo(framed);
		assertThat(published(pair.systemA()) - published).isGreaterThanOrEqualTo(BURST);
	}

	@Test
	void workerKilledAmidFramesLosesNothing() {
		awaitFrames();
		int before = endedOtherwise();
		List<CompletableFuture<Answer>> calls = new ArrayList<>();
		for (int round = 0; round < 5; round++) {
			calls.addAll(client.burst(BURST, (i) -> Submission.text("killed " + i)));
		}
		pair.systemB().kill();
		calls.addAll(client.burst(BURST, (i) -> Submission.text("left over " + i)));
		pair.startSystemB();
		accepted(calls);
		Invariants.check(pair);
		assertThat(endedOtherwise()).isEqualTo(before);
	}

	@Test
	void cancellationAndDeadlineInAFrameSpareTheOthers() {
		awaitFrames();
		pair.systemB().pause();
		List<Answer> all = accepted(client.burst(BURST, (i) -> (i % 4 == 1)
				? Submission.text("hasty " + i).within(Duration.ofSeconds(1)) : Submission.text("patient " + i)));
		IntStream.range(0, BURST)
			.filter((i) -> i % 4 == 2)
			.mapToObj((i) -> client.cancelLater(all.get(i).id()))
			.toList()
			.forEach((call) -> assertThat(call.join().status()).isEqualTo(200));
		Awaitility.await().until(() -> client.status(all.get(BURST - 3).id()).isDone());
		pair.systemB().resume();
		Invariants.check(pair);
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
		List<CompletableFuture<Answer>> calls = IntStream.range(0, BURST)
			.mapToObj((i) -> client.submitLater(Submission.text("burst " + i).in(lane), WAIT))
			.toList();
		assertThat(calls).allSatisfy((call) -> assertThat(call.join().state()).isEqualTo("SUCCEEDED"));
	}

	private static List<Answer> accepted(List<CompletableFuture<Answer>> calls) {
		List<Answer> answers = calls.stream().map(CompletableFuture::join).toList();
		assertThat(answers).extracting(Answer::status).containsOnly(202);
		return answers;
	}

	/** Requests that were cancelled, or worse. */
	private static int endedOtherwise() {
		return Stream.of("FAILED", "EXPIRED", "CANCELLED").mapToInt((state) -> client.list(state).size()).sum();
	}

	private static double requests() {
		return Metrics.of(pair.systemA()).sum("asyncreply_requests_accepted_total");
	}

	private static double published(SystemProcess system) {
		return Metrics.of(system).sum("asyncreply_publishes_total");
	}

	private static double framed(SystemProcess system) {
		return Metrics.of(system).sum("asyncreply_frame_size_count");
	}

}
