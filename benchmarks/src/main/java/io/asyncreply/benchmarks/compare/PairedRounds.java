package io.asyncreply.benchmarks.compare;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

import io.asyncreply.benchmarks.load.LoadGenerator;
import io.asyncreply.benchmarks.load.LoadPattern;
import io.asyncreply.benchmarks.measure.AnswerRecorder;
import io.asyncreply.benchmarks.measure.ProcessRole;
import io.asyncreply.benchmarks.measure.ResourceUsage;
import io.asyncreply.benchmarks.measure.ResourceUsage.UsageMeter;

/**
 * Measures all sides in turn, so that changes of the machine affect all of them.
 */
public final class PairedRounds {

	/**
	 * Sides below this share of the first side's throughput stay out of the open loop.
	 */
	private static final double MIN_THROUGHPUT = 0.2;

	/** Rate of the open loop as a share of the slowest side's throughput. */
	private static final double OPEN_LOOP_SHARE = 0.5;

	private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(60);

	private static final long IDLE_CHECK_NANOS = 250_000_000;

	private static final double IDLE_CPUS = 0.15;

	private final RoundPlan plan;

	private final List<ComparedSide> sides;

	public PairedRounds(RoundPlan plan, List<ComparedSide> sides) {
		this.plan = plan;
		this.sides = sides;
	}

	/**
	 * Warms up all sides, and measures a closed loop with each number of callers and an
	 * open loop.
	 * @return table of the measurements
	 * @throws IOException if a side cannot be reached
	 */
	public ComparisonTable run() throws IOException {
		LoadPattern most = LoadPattern.closed(Collections.max(this.plan.callers()));
		for (ComparedSide side : this.sides) {
			measure("warm-up", side, most, this.plan.warmUp());
		}
		List<MeasuredWindow> windows = new ArrayList<>();
		for (int callers : this.plan.callers()) {
			windows.addAll(rounds(this.sides, LoadPattern.closed(callers)));
		}
		windows.addAll(openLoop(windows.stream().filter((window) -> window.pattern().equals(most)).toList()));
		return new ComparisonTable(windows);
	}

	private List<MeasuredWindow> openLoop(List<MeasuredWindow> closed) throws IOException {
		List<WindowSeries> peers = fastPeers(WindowSeries.group(closed).get(0));
		return rounds(peers.stream().map(WindowSeries::side).toList(), commonLoad(peers));
	}

	static List<WindowSeries> fastPeers(List<WindowSeries> sides) {
		List<WindowSeries> peers = sides.stream().filter((series) -> series.side().isPeer()).toList();
		return peers.stream()
			.filter((series) -> throughput(series) >= MIN_THROUGHPUT * throughput(peers.get(0)))
			.toList();
	}

	static LoadPattern commonLoad(List<WindowSeries> peers) {
		return LoadPattern.open(OPEN_LOOP_SHARE * peers.stream().mapToDouble(PairedRounds::throughput).min().orElse(0));
	}

	private static double throughput(WindowSeries series) {
		return series.median(MeasuredWindow::requestsPerSecond);
	}

	private List<MeasuredWindow> rounds(List<ComparedSide> compared, LoadPattern pattern) throws IOException {
		List<MeasuredWindow> windows = new ArrayList<>();
		for (int round = 1; round <= this.plan.rounds(); round++) {
			for (ComparedSide side : compared) {
				windows.add(measure("round " + round, side, pattern, this.plan.window()));
			}
		}
		return windows;
	}

	private MeasuredWindow measure(String occasion, ComparedSide side, LoadPattern pattern, Duration duration)
			throws IOException {
		try (LoadGenerator load = side.load().start(pattern)) {
			AnswerRecorder before = load.run(this.plan.rampUp());
			UsageMeter meter = new UsageMeter(side.processes());
			long start = System.nanoTime();
			AnswerRecorder answers = load.run(duration);
			double seconds = (System.nanoTime() - start) / 1e9;
			ResourceUsage usage = meter.read();
			answers.addErrorsOf(before);
			answers.addErrorsOf(load.drain());
			MeasuredWindow window = new MeasuredWindow(side, pattern, seconds, answers, usage);
			System.err.printf("%s, callers %s, %s: %.0f requests/s, %d errors%n", occasion, pattern, side.title(),
					window.requestsPerSecond(), answers.errors());
			return window;
		}
		finally {
			awaitIdle(side.processes());
		}
	}

	/**
	 * Waits until a side has finished its work, so that it does not disturb the next one.
	 */
	private static void awaitIdle(Map<ProcessRole, Long> processes) throws IOException {
		long end = System.nanoTime() + IDLE_TIMEOUT.toNanos();
		UsageMeter meter;
		do {
			meter = new UsageMeter(processes);
			LockSupport.parkNanos(IDLE_CHECK_NANOS);
		}
		while (meter.read().totalSeconds() >= IDLE_CPUS * IDLE_CHECK_NANOS / 1e9 && System.nanoTime() < end);
	}

}
