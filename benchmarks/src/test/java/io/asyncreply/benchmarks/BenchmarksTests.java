package io.asyncreply.benchmarks;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

/**
 * The arithmetic and the tables; the rest is shown by running the benchmark.
 */
class BenchmarksTests {

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
		assertThatIllegalArgumentException().isThrownBy(this::series);
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
	void reportShowsMediansAndTheRatioToTheLastSide() {
		String report = new Report(List.of(measurement("pair", 32, 1_000), measurement("peer", 32, 500),
				measurement("pair", 32, 1_200), measurement("peer", 32, 600)))
			.toString();
		assertThat(report).containsPattern("\\| +32 \\| +pair \\| +1,100 \\|")
			.containsPattern("\\| +32 \\| +peer \\| +550 \\|")
			.containsPattern("\\| +32 \\| +pair, ratio \\| +2.00 \\|")
			.containsPattern("\\| +32 \\| +peer \\| +500 \\| +600 \\|");
	}

	@Test
	void reportLeavesOutWhatCouldNotBeMeasured() {
		Series series = series(100);
		Column broker = new Column("broker", "%,.0f", (measurement) -> measurement.cpuMicrosPerRequest(Part.BROKER));
		assertThat(broker.value(series)).isEqualTo("–");
		assertThat(broker.ratio(series, series)).isEqualTo("–");
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
	void everySideGetsThePayloadOfTheSameSize() {
		String request = new String(new Question(Call.PAIR).request(), StandardCharsets.US_ASCII);
		String payload = request.substring(request.indexOf("{\"text\""), request.length() - 1);
		assertThat(payload).hasSize(Question.PAYLOAD_BYTES);
	}

	@Test
	void readsWhatTheKernelCounts(@TempDir Path proc) throws IOException {
		Files.createDirectories(proc.resolve("7"));
		Files.writeString(proc.resolve("7/stat"), "7 (a (b) c) S 1 7 7 0 -1 4194560 9 0 0 0 150 50 0 0 20 0 1 0 5");
		Files.writeString(proc.resolve("7/status"), "Name:\ta\nVmHWM:\t    2048 kB\n");
		Files.writeString(proc.resolve("stat"), "cpu  100 10 50 9000 40 5 15 20 0 0\ncpu0 1 1 1 1 1 1 1 1 0 0\n");
		Kernel kernel = new Kernel(proc);
		assertThat(kernel.cpuSeconds(7)).isEqualTo(2);
		assertThat(kernel.peakMebibytes(7)).isEqualTo(2);
		assertThat(kernel.busySeconds()).isEqualTo(2);
	}

	private Series series(int... requestsPerSecond) {
		return new Series(
				Arrays.stream(requestsPerSecond).mapToObj((requests) -> measurement("pair", 32, requests)).toList());
	}

	/** One second in which the load generator took 0.25 s of CPU and the front 0.5 s. */
	private static Measurement measurement(String name, int callers, int requests) {
		Side side = new Side(name, InetSocketAddress.createUnresolved("localhost", 80), Call.PAIR, Map.of());
		Tally tally = new Tally();
		for (int i = 0; i < requests; i++) {
			tally.answered(TimeUnit.MILLISECONDS.toNanos(5));
		}
		return new Measurement(side, callers, 1, tally,
				new Consumption(Map.of(Part.LOAD, 0.25, Part.FRONT, 0.5), 0.1, Map.of()));
	}

}
