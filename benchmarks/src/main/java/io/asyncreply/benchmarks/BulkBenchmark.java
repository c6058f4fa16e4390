package io.asyncreply.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.function.BooleanSupplier;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.asyncreply.benchmarks.compare.ComparedSide;
import io.asyncreply.benchmarks.compare.RoundPlan;
import io.asyncreply.benchmarks.compare.WindowSeries;
import io.asyncreply.benchmarks.load.CallKind;
import io.asyncreply.benchmarks.load.LoadGenerator;
import io.asyncreply.benchmarks.load.LoadPattern;
import io.asyncreply.benchmarks.measure.AnswerRecorder;
import io.asyncreply.benchmarks.measure.LinuxCounters;
import io.asyncreply.benchmarks.measure.ProcessRole;
import io.asyncreply.benchmarks.report.BenchmarkRun;
import io.asyncreply.benchmarks.report.MarkdownTable;
import io.asyncreply.benchmarks.transport.SystemAClient;

/**
 * Measures uploads: their throughput against the raw client, the latency of single
 * requests beside them, and the memory of System A during a large one.
 */
public final class BulkBenchmark {

	private static final LoadPattern RAW_LOAD = LoadPattern.closed(256);

	/** Low enough to leave room for an upload, high enough for a p99. */
	private static final LoadPattern SINGLE_LOAD = LoadPattern.open(200);

	private static final Duration STEP = Duration.ofSeconds(1);

	private final ComparedSide pair;

	private final ComparedSide raw;

	private final SystemAClient systemA;

	private final RoundPlan plan;

	private long errors;

	private BulkBenchmark(ComparedSide pair, ComparedSide raw, RoundPlan plan) {
		this.pair = pair;
		this.raw = raw;
		this.systemA = new SystemAClient(pair.address());
		this.plan = plan;
	}

	/**
	 * Measures uploads to the first side, and the second side, which is the raw client.
	 * @param arguments those of {@link BenchmarkRun} and {@link ComparedSide}
	 * @throws Exception if a side cannot be reached
	 */
	public static void main(String[] arguments) throws Exception {
		BenchmarkRun run = new BenchmarkRun(arguments);
		List<ComparedSide> sides = ComparedSide.allOf(run);
		RoundPlan plan = run.isQuick() ? RoundPlan.quick(List.of())
				: new RoundPlan(Duration.ofSeconds(15), STEP, Duration.ofSeconds(8), 3, List.of());
		BulkBenchmark benchmark = new BulkBenchmark(sides.get(0), sides.get(1), plan);
		MarkdownTable rounds = benchmark.rounds(run.folder(), run.isQuick() ? 5_000 : 200_000);
		MarkdownTable large = benchmark.large(run.folder(), run.isQuick() ? 20_000 : 1_000_000);
		run.finish(
				"Uploads until all results are read, against 256 callers of the raw client, one message for each "
						+ "request; and 200 single requests/s in an open loop, without and beside an upload. " + plan,
				benchmark.errors, rounds, large);
	}

	private MarkdownTable rounds(Path folder, int lines) throws Exception {
		Path file = CallKind.writeSubmissions(folder, lines);
		warmUp(file, lines);
		List<double[]> rounds = new ArrayList<>();
		MarkdownTable table = new MarkdownTable("round", "raw, requests/s", "upload, lines/s", "upload ÷ raw",
				"p50 alone, ms", "p50 beside", "p99 alone, ms", "p99 beside", "p99 beside ÷ alone");
		for (int round = 1; round <= this.plan.rounds(); round++) {
			rounds.add(round(file, lines));
			table.add(row(String.valueOf(round), rounds.get(round - 1)));
		}
		table.add(row("median",
				IntStream.range(0, rounds.get(0).length)
					.mapToDouble(
							(column) -> WindowSeries.median(rounds.stream().mapToDouble((figures) -> figures[column])))
					.toArray()));
		return table;
	}

	private static Object[] row(String name, double[] figures) {
		return Stream.concat(Stream.of(name), DoubleStream.of(figures).boxed()).toArray();
	}

	private void warmUp(Path file, int lines) throws IOException, InterruptedException {
		rawPerSecond(this.plan.warmUp());
		singleRequests(lasting(this.plan.warmUp()));
		BooleanSupplier cold = lasting(this.plan.warmUp());
		do {
			upload(file, lines);
		}
		while (cold.getAsBoolean());
	}

	private double[] round(Path file, int lines) throws Exception {
		double rawPerSecond = rawPerSecond(this.plan.window());
		double linesPerSecond = upload(file, lines).perSecond();
		AnswerRecorder alone = singleRequests(lasting(this.plan.window()));
		FutureTask<UploadTimes> upload = new FutureTask<>(() -> upload(file, lines));
		new Thread(upload, "upload").start();
		AnswerRecorder beside = singleRequests(() -> !upload.isDone());
		upload.get();
		return new double[] { rawPerSecond, linesPerSecond, linesPerSecond / rawPerSecond, alone.millisAt(50),
				beside.millisAt(50), alone.millisAt(99), beside.millisAt(99),
				beside.millisAt(99) / alone.millisAt(99) };
	}

	private double rawPerSecond(Duration duration) throws IOException {
		return run(this.raw, RAW_LOAD, duration, lasting(Duration.ZERO)).answers() / (duration.toNanos() / 1e9);
	}

	private AnswerRecorder singleRequests(BooleanSupplier more) throws IOException {
		return run(this.pair, SINGLE_LOAD, STEP, more);
	}

	private AnswerRecorder run(ComparedSide side, LoadPattern pattern, Duration step, BooleanSupplier more)
			throws IOException {
		AnswerRecorder answers = new AnswerRecorder();
		try (LoadGenerator load = side.load().start(pattern)) {
			do {
				answers.add(load.run(step));
			}
			while (more.getAsBoolean());
			this.errors += answers.errors() + load.drain().errors();
			return answers;
		}
	}

	private static BooleanSupplier lasting(Duration duration) {
		long end = System.nanoTime() + duration.toNanos();
		return () -> System.nanoTime() - end < 0;
	}

	private UploadTimes upload(Path file, int lines) throws IOException, InterruptedException {
		long start = System.nanoTime();
		String batch = this.systemA.upload(file);
		long stored = System.nanoTime();
		this.systemA.awaitCompletion(batch);
		long completed = System.nanoTime();
		try (Stream<String> results = this.systemA.results(batch, 0)) {
			long succeeded = results.filter((line) -> line.contains("\"state\":\"SUCCEEDED\"")).count();
			this.errors += lines - succeeded;
		}
		UploadTimes times = new UploadTimes(lines, (stored - start) / 1e9, (completed - stored) / 1e9,
				(System.nanoTime() - completed) / 1e9);
		System.err.println(times);
		return times;
	}

	private MarkdownTable large(Path folder, int lines) throws IOException, InterruptedException {
		Path file = CallKind.writeSubmissions(folder, lines);
		long pid = this.pair.pid(ProcessRole.FRONT);
		double heapBefore = this.systemA.heapMebibytes(pid);
		LinuxCounters.resetPeak(pid);
		UploadTimes times = upload(file, lines);
		MarkdownTable table = new MarkdownTable("lines", "lines/s", "upload, s", "then processing, s", "download, s",
				"heap of System A before, MiB", "after", "peak RSS of System A, MiB");
		table.add(times.lines, times.perSecond(), times.upload, times.processing, times.download, heapBefore,
				this.systemA.heapMebibytes(pid), LinuxCounters.peakMebibytes(pid));
		return table;
	}

	/**
	 * How long one upload took, in seconds.
	 *
	 * @param lines number of its lines
	 * @param upload time until all lines were stored
	 * @param processing time from then until all requests were completed
	 * @param download time from then until all results were read
	 */
	private record UploadTimes(int lines, double upload, double processing, double download) {

		double perSecond() {
			return this.lines / (this.upload + this.processing + this.download);
		}

	}

}
