package io.asyncreply.benchmarks.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.asyncreply.benchmarks.measure.AnswerRecorder;
import io.asyncreply.benchmarks.transport.CallTransport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Callers, their arrival times and their requests.
 */
class LoadTests {

	@Test
	void submitsAgainAfterAnAnswerInAClosedLoop() throws IOException {
		try (LoadGenerator load = start(Duration.ZERO, LoadPattern.closed(4))) {
			AnswerRecorder answers = load.run(Duration.ofMillis(100));
			assertThat(answers.answers()).isGreaterThan(4);
			assertThat(answers.errors() + load.drain().errors()).isZero();
		}
	}

	@Test
	void countsLatencyFromTheArrivalInAnOpenLoop() throws IOException {
		try (LoadGenerator load = start(Duration.ofMillis(50), new LoadPattern(1, 100))) {
			AnswerRecorder answers = load.run(Duration.ofMillis(500));
			int arrivals = ArrivalTimes.poisson(100, 0.5).size();
			assertThat(answers.answers()).isEqualTo(arrivals);
			assertThat(answers.millisAt(100)).isGreaterThan((arrivals - 10) * 50 - 500);
			assertThat(answers.errors()).isZero();
		}
	}

	private static LoadGenerator start(Duration delay, LoadPattern pattern) throws IOException {
		return LoadGenerator.LoadFactory
			.over((callers, listener) -> new DelayedEcho(delay.toNanos(), listener), CallKind.ECHO)
			.start(pattern);
	}

	@Test
	void acceptsOnlyTheAnswerToTheSameRequestWithTheRightStatus() {
		CheckedRequest request = CallKind.PEER.apply(12);
		String answer = "HTTP/1.1 200 \r\n\r\n" + payload(request).replace("{\"text\":\"", "{\"text\":\"Processed: ");
		assertThat(isAnswered(request, answer)).isTrue();
		assertThat(isAnswered(request, answer.substring(0, answer.length() - 2))).isFalse();
		assertThat(isAnswered(request, answer.replace("200", "500"))).isFalse();
		assertThat(isAnswered(request, "")).isFalse();
		assertThat(isAnswered(CallKind.PEER.apply(13), answer)).isFalse();
	}

	@Test
	void acceptsOnlySuccessOfSlowWork() {
		CheckedRequest request = CallKind.SLOW.apply(1);
		assertThat(text(request)).endsWith("{\"operation\":\"work.simulate\",\"payload\":{\"millis\":50}}");
		assertThat(isAnswered(request, "HTTP/1.1 200 \r\n\r\n{\"state\":\"SUCCEEDED\"}")).isTrue();
		assertThat(isAnswered(request, "HTTP/1.1 200 \r\n\r\n{\"state\":\"FAILED\"}")).isFalse();
	}

	@Test
	void sendsPayloadsOf198BytesInRequestsAndUploads(@TempDir Path folder) throws IOException {
		String request = text(CallKind.WAIT.apply(7));
		assertThat(payload(CallKind.PEER.apply(7))).hasSize(198);
		assertThat(request).contains("Content-Length: 237\r\n").endsWith(payload(CallKind.ECHO.apply(7)) + "}");
		assertThat(Files.readAllLines(CallKind.writeSubmissions(folder, 12))).hasSize(12)
			.doesNotHaveDuplicates()
			.contains(request.substring(request.length() - 237));
	}

	@Test
	void generatesArrivalsAtTheGivenRates() {
		assertThat(ArrivalTimes.poisson(50, 1_000)).isSorted().hasSizeBetween(49_000, 51_000);
		List<Double> ramp = ArrivalTimes.ramp(0, 100, 1_000);
		assertThat(ramp).isSorted().hasSizeBetween(49_000, 51_000);
		assertThat(ramp.stream().filter((at) -> at < 500).count() / (double) ramp.size()).isCloseTo(0.25, within(0.02));
		assertThat(ArrivalTimes.bursts(2, 3, 1.5)).containsExactly(0.0, 0.0, 0.0, 1.5, 1.5, 1.5);
	}

	@Test
	void recordsLatenciesInMillisecondsAndErrorsApart() {
		AnswerRecorder answers = AnswerRecorder.parse("2000:98 7000:1");
		answers.recordAnswer(TimeUnit.MILLISECONDS.toNanos(7));
		answers.recordError();
		assertThat(answers.answers()).isEqualTo(100);
		assertThat(answers.errors()).isOne();
		assertThat(answers.millisAt(50)).isCloseTo(2, within(0.01));
		assertThat(answers.millisAt(99)).isCloseTo(7, within(0.01));
	}

	private static String payload(CheckedRequest request) {
		return text(request).substring(text(request).indexOf("{\"text\""));
	}

	private static String text(CheckedRequest request) {
		return new String(request.bytes(), StandardCharsets.US_ASCII);
	}

	private static boolean isAnswered(CheckedRequest request, String answer) {
		return request.isAnsweredBy(answer.getBytes(StandardCharsets.US_ASCII), answer.length());
	}

	/**
	 * Sends each request back after a delay.
	 */
	private static final class DelayedEcho implements CallTransport {

		private final BlockingQueue<Integer> callers = new LinkedBlockingQueue<>();

		private final BlockingQueue<byte[]> requests = new LinkedBlockingQueue<>();

		private final long delayNanos;

		private final AnswerListener listener;

		DelayedEcho(long delayNanos, AnswerListener listener) {
			this.delayNanos = delayNanos;
			this.listener = listener;
		}

		@Override
		public void send(int caller, byte[] request) {
			this.requests.add(request);
			this.callers.add(caller);
		}

		@Override
		public void receive(long nanos) throws IOException {
			Integer caller = this.callers.poll();
			LockSupport.parkNanos((caller != null) ? this.delayNanos : nanos);
			if (caller != null) {
				byte[] request = this.requests.remove();
				this.listener.onAnswer(caller, request, request.length);
			}
		}

		@Override
		public void close() {
			this.callers.clear();
		}

	}

}
