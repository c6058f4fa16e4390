package io.asyncreply.benchmarks.compare;

import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.DoubleStream;

import io.asyncreply.benchmarks.load.LoadPattern;
import io.asyncreply.benchmarks.measure.AnswerRecorder;
import io.asyncreply.benchmarks.measure.ProcessRole;
import io.asyncreply.benchmarks.measure.ResourceUsage;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Figures of paired rounds.
 */
class PairedRoundsTests {

	@Test
	void takesTheMiddleValueOrTheMeanOfTheTwoInTheMiddle() {
		assertThat(WindowSeries.median(DoubleStream.of(900, 100, 200))).isEqualTo(200);
		assertThat(WindowSeries.median(DoubleStream.of(900, 100, 200, 300))).isEqualTo(250);
	}

	@Test
	void takesTheMedianOfTheRatiosAndNotTheRatioOfTheMedians() {
		assertThat(series("pair", 100, 200, 300).medianRatio(MeasuredWindow::requestsPerSecond,
				series("first", 100, 800, 600)))
			.isEqualTo(2);
	}

	@Test
	void dividesCpuTimeByAnswers() {
		MeasuredWindow window = window(side("pair"), 1_000);
		assertThat(window.cpuMicros(ProcessRole.FRONT)).isEqualTo(500);
		assertThat(window.totalCpuMicros()).isEqualTo(750);
		assertThat(window.loadPercent()).isEqualTo(25);
	}

	@Test
	void showsMediansRatiosErrorsAndDashesForMissingProcesses() {
		ComparedSide pair = side("pair");
		ComparedSide peer = side("peer");
		MeasuredWindow wrong = window(peer, 400);
		wrong.answers().recordError();
		ComparisonTable table = new ComparisonTable(
				List.of(window(pair, 1_000), window(peer, 500), window(pair, 1_200), wrong));
		assertThat(table.errors()).isOne();
		assertThat(table.toString())
			.containsPattern("\\| +32 \\| +pair \\| +1,100 \\| +1\\.00 \\| +1,000–1,200 \\|.*\\| +– \\| +0 \\|")
			.containsPattern("\\| +32 \\| +peer \\| +450 \\| +2\\.50 \\| +400–500 \\|.*\\| +– \\| +1 \\|");
	}

	@Test
	void choosesHalfTheThroughputOfTheSlowestPeerAndLeavesOutSlowOnes() {
		List<WindowSeries> peers = PairedRounds
			.fastPeers(List.of(series("pair", 1_000), series("peer", 400), series("slow", 199)));
		assertThat(peers).extracting((series) -> series.side().title()).containsExactly("pair", "peer");
		assertThat(PairedRounds.commonLoad(peers).perSecond()).isEqualTo(200);
	}

	private static ComparedSide side(String title) {
		return new ComparedSide(title, "wait", InetSocketAddress.createUnresolved("localhost", 1), (pattern) -> {
			throw new IllegalStateException("Not to be started");
		}, Map.of());
	}

	private static WindowSeries series(String title, int... answers) {
		ComparedSide side = side(title);
		return new WindowSeries(Arrays.stream(answers).mapToObj((count) -> window(side, count)).toList());
	}

	/**
	 * One second, in which the load generator uses 0.25 s of CPU time and the front 0.5
	 * s.
	 */
	private static MeasuredWindow window(ComparedSide side, int count) {
		AnswerRecorder answers = new AnswerRecorder();
		for (int i = 0; i < count; i++) {
			answers.recordAnswer(TimeUnit.MILLISECONDS.toNanos(5));
		}
		return new MeasuredWindow(side, LoadPattern.closed(32), 1, answers,
				new ResourceUsage(Map.of(ProcessRole.LOAD, 0.25, ProcessRole.FRONT, 0.5), 0.1));
	}

}
