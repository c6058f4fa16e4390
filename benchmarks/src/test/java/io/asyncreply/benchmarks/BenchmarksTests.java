package io.asyncreply.benchmarks;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import javax.xml.parsers.DocumentBuilderFactory;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

/**
 * The arithmetic and the tables; the rest is shown by running the benchmark.
 */
class BenchmarksTests {

	private static final Load.Source NOBODY = (pattern) -> {
		throw new IllegalStateException("Nobody asks");
	};

	@Test
	void medianOfAnOddNumberIsTheMiddleOne() {
		assertThat(series(900, 100, 200).median(Measurement::requestsPerSecond)).isEqualTo(200);
	}

	@Test
	void medianOfAnEvenNumberIsTheMeanOfTheTwoInTheMiddle() {
		assertThat(series(900, 100, 200, 300).median(Measurement::requestsPerSecond)).isEqualTo(250);
	}

	@Test
	void nothingHasNoMedian() {
		assertThatIllegalArgumentException().isThrownBy(() -> series());
	}

	@Test
	void faultsOfAllWindowsAreCounted() {
		Measurement good = measurement("pair", 32, 100);
		Measurement bad = measurement("pair", 32, 100);
		bad.tally().failed();
		bad.tally().failed();
		assertThat(new Series(List.of(good, bad, good)).faults()).isEqualTo(2);
	}

	@Test
	void faultsDoNotCountAsAnswers() {
		Measurement measurement = measurement("pair", 32, 100);
		measurement.tally().failed();
		assertThat(measurement.requestsPerSecond()).isEqualTo(100);
	}

	@Test
	void latenciesAreInMilliseconds() {
		Tally tally = new Tally();
		for (int millis = 1; millis <= 100; millis++) {
			tally.answered(TimeUnit.MILLISECONDS.toNanos(millis));
		}
		assertThat(tally.millisAt(50)).isCloseTo(50, within(0.1));
		assertThat(tally.millisAt(99)).isCloseTo(99, within(0.1));
	}

	@Test
	void cpuIsSharedAmongTheRequests() {
		Measurement measurement = measurement("pair", 32, 1_000);
		assertThat(measurement.cpuMicrosPerRequest(Part.FRONT)).isEqualTo(500);
		assertThat(measurement.cpuMicrosPerRequest()).isEqualTo(750);
		assertThat(measurement.loadGeneratorShare()).isEqualTo(0.25);
	}

	@Test
	void tableAlignsItsColumns() {
		Table table = new Table(List.of("side", "requests/s"));
		table.add(List.of("pair", "7"));
		assertThat(table).hasToString("""
				| side | requests/s |
				| ---: | ---------: |
				| pair |          7 |
				""");
	}

	@Test
	void tableRefusesARowOfAnotherLength() {
		Table table = new Table(List.of("side", "requests/s"));
		assertThatIllegalArgumentException().isThrownBy(() -> table.add(List.of("pair")));
	}

	@Test
	void reportShowsMediansAndTheFirstSidesRatioToEach() {
		String report = new Report(List.of(measurement("pair", 32, 1_000), measurement("peer", 32, 500),
				measurement("pair", 32, 1_200), measurement("peer", 32, 400)))
			.toString();
		assertThat(report).containsPattern("\\| +32 \\| +pair \\| +1,100 \\| +1.00 \\| +1,000–1,200 \\|")
			.containsPattern("\\| +32 \\| +peer \\| +450 \\| +2.50 \\| +400–500 \\|");
	}

	@Test
	void ratioIsTheMedianOfTheRoundsAndNotThatOfTheMedians() {
		assertThat(series(100, 200, 300).medianRatio(Measurement::requestsPerSecond, series(100, 800, 600)))
			.isEqualTo(2);
	}

	@Test
	void reportLeavesOutWhatCouldNotBeMeasured() {
		Series series = series(100);
		assertThat(Column.median("broker", "%,.0f", (measurement) -> measurement.cpuMicrosPerRequest(Part.BROKER))
			.cell()
			.apply(series, series)).isEqualTo("–");
	}

	@Test
	void commonRateIsHalfOfTheSlowestButNotOfOneWhoIsFarTooSlow() {
		CommonRate common = new CommonRate(List.of(series("pair", 1_000), series("peer", 400), series("snail", 199)));
		assertThat(common.perSecond()).isEqualTo(200);
		assertThat(common.sides()).extracting(Side::name).containsExactly("pair", "peer");
	}

	@Test
	void closedLoopAsksAgainWhenItIsAnswered() throws IOException {
		try (Load load = new ClosedLoop(QueueWire::new, Call.ECHO, 4)) {
			Tally tally = load.run(Duration.ofMillis(100));
			assertThat(tally.answers()).isGreaterThan(4);
			assertThat(tally.faults() + load.drain().faults()).isZero();
		}
	}

	@Test
	void openLoopCountsLatencyFromWhenACallerCame() throws IOException {
		try (Load load = new OpenLoop(new LateWire(Duration.ofMillis(50))::lay, Call.ECHO, new Pattern(1, 100))) {
			Tally tally = load.run(Duration.ofMillis(500));
			int came = Arrivals.poisson(100, 0.5).size();
			assertThat(tally.answers()).isEqualTo(came);
			assertThat(tally.millisAt(100)).isGreaterThan((came - 10) * 50 - 500);
			assertThat(tally.faults()).isZero();
		}
	}

	@Test
	void readsTheLatenciesThatAnotherProgramCounted() {
		Tally tally = Tally.parse("2000:98 7000:2");
		assertThat(tally.answers()).isEqualTo(100);
		assertThat(tally.millisAt(50)).isCloseTo(2, within(0.01));
		assertThat(tally.millisAt(99)).isCloseTo(7, within(0.01));
	}

	@Test
	void plotIsWellFormedWhereNothingCame() throws Exception {
		String svg = new Plot(List.of(measurement("pair", 32, 1_000), measurement("peer", 32, 0),
				measurement("pair", 256, 1_000), measurement("peer", 256, 1)))
			.toString();
		assertThat(DocumentBuilderFactory.newInstance()
			.newDocumentBuilder()
			.parse(new InputSource(new StringReader(svg)))
			.getElementsByTagName("circle")
			.getLength()).isEqualTo(6);
		assertThat(svg).doesNotContain("NaN", "Infinity");
	}

	@Test
	void answerToAnotherQuestionIsNoAnswer() {
		Question question = new Question(Call.PEER);
		question.renumber(12);
		String request = new String(question.request(), StandardCharsets.US_ASCII);
		byte[] answer = request.replace("{\"text\":\"", "{\"text\":\"Processed: ").getBytes(StandardCharsets.US_ASCII);
		assertThat(question.isAnsweredBy(answer, answer.length)).isTrue();
		assertThat(question.isAnsweredBy(answer, answer.length - 2)).isFalse();
		question.renumber(13);
		assertThat(question.isAnsweredBy(answer, answer.length)).isFalse();
	}

	@Test
	void slowWorkIsAnsweredBySuccessOnly() {
		Question question = new Question(Call.SLOW);
		question.renumber(12);
		assertThat(new String(question.request(), StandardCharsets.US_ASCII))
			.endsWith("{\"operation\":\"work.simulate\",\"payload\":{\"millis\":50}}");
		byte[] success = "{\"state\":\"SUCCEEDED\"}".getBytes(StandardCharsets.US_ASCII);
		byte[] failure = "{\"state\":\"FAILED\"}".getBytes(StandardCharsets.US_ASCII);
		assertThat(question.isAnsweredBy(success, success.length)).isTrue();
		assertThat(question.isAnsweredBy(failure, failure.length)).isFalse();
	}

	@Test
	void slowReportSharesAShortfallBetweenHandlersAndIdleSlots() {
		SlowReport report = new SlowReport(List.of(measurement("pair", 256, 1_200)),
				Map.of("pair", new Capacity(64, 1_250)));
		assertThat(report.toString()).containsPattern(
				"\\| +pair \\| +1,200 \\| +1,200–1,200 \\| +1,280 \\| +0\\.938 \\| +51\\.20 \\| +0\\.960 \\|");
	}

	@Test
	void everySideGetsThePayloadOfTheSameSize() {
		String request = new String(new Question(Call.WAIT).request(), StandardCharsets.US_ASCII);
		String payload = request.substring(request.indexOf("{\"text\""), request.length() - 1);
		assertThat(payload).hasSize(Question.PAYLOAD_BYTES);
	}

	@Test
	void readsWhatTheKernelCounts(@TempDir Path proc) throws IOException {
		Files.createDirectories(proc.resolve("7/task/7"));
		Files.createDirectories(proc.resolve("8/task/8"));
		Files.writeString(proc.resolve("7/task/7/children"), "8 ");
		Files.writeString(proc.resolve("8/task/8/children"), "");
		Files.writeString(proc.resolve("7/stat"), "7 (a (b) c) S 1 7 7 0 -1 4194560 9 0 0 0 100 50 20 10 20 0 1 0 5");
		Files.writeString(proc.resolve("8/stat"), "8 (b) S 7 7 7 0 -1 4194560 9 0 0 0 10 10 0 0 20 0 1 0 5");
		Files.writeString(proc.resolve("8/status"), "Name:\tb\nVmHWM:\t    1024 kB\n");
		Files.writeString(proc.resolve("7/status"), "Name:\ta\nVmHWM:\t    2048 kB\n");
		Files.writeString(proc.resolve("stat"), "cpu  100 10 50 9000 40 5 15 20 0 0\ncpu0 1 1 1 1 1 1 1 1 0 0\n");
		Kernel kernel = new Kernel(proc);
		assertThat(kernel.cpuSeconds(7)).isEqualTo(2);
		assertThat(kernel.peakMebibytes(7)).isEqualTo(3);
		assertThat(kernel.busySeconds()).isEqualTo(2);
	}

	private static Series series(int... requestsPerSecond) {
		return series("pair", requestsPerSecond);
	}

	private static Series series(String name, int... requestsPerSecond) {
		return new Series(
				Arrays.stream(requestsPerSecond).mapToObj((requests) -> measurement(name, 32, requests)).toList());
	}

	/** One second in which the load generator took 0.25 s of CPU and the front 0.5 s. */
	private static Measurement measurement(String name, int callers, int requests) {
		Side side = new Side(name, NOBODY, true, Map.of());
		Tally tally = new Tally();
		for (int i = 0; i < requests; i++) {
			tally.answered(TimeUnit.MILLISECONDS.toNanos(5));
		}
		return new Measurement(side, Pattern.closed(callers), 1, tally,
				new Consumption(Map.of(Part.LOAD, 0.25, Part.FRONT, 0.5), 0.1, Map.of()));
	}

	/**
	 * Answers each question a while after it was sent, when somebody listens.
	 */
	private static final class LateWire implements Wire {

		private final long pause;

		private final BlockingQueue<byte[]> sent = new LinkedBlockingQueue<>();

		private @Nullable Ear ear;

		LateWire(Duration pause) {
			this.pause = pause.toNanos();
		}

		Wire lay(int callers, Ear ear) {
			this.ear = ear;
			return this;
		}

		@Override
		public void send(int caller, byte[] question) {
			this.sent.add(question);
		}

		@Override
		public void listen(long nanos) throws IOException {
			byte[] question = this.sent.poll();
			LockSupport.parkNanos((question != null) ? this.pause : nanos);
			if (question != null) {
				Objects.requireNonNull(this.ear).heard(0, question, question.length);
			}
		}

		@Override
		public void close() {
			this.ear = null;
		}

	}

}
