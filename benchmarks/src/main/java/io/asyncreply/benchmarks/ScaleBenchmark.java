package io.asyncreply.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import java.util.stream.Stream;

import io.asyncreply.benchmarks.compare.ComparedSide;
import io.asyncreply.benchmarks.load.CallKind;
import io.asyncreply.benchmarks.load.CheckedRequest;
import io.asyncreply.benchmarks.load.LoadGenerator;
import io.asyncreply.benchmarks.load.LoadGenerator.LoadFactory;
import io.asyncreply.benchmarks.load.LoadPattern;
import io.asyncreply.benchmarks.measure.AnswerRecorder;
import io.asyncreply.benchmarks.measure.LinuxCounters;
import io.asyncreply.benchmarks.measure.ProcessRole;
import io.asyncreply.benchmarks.measure.ResourceUsage.UsageMeter;
import io.asyncreply.benchmarks.report.BenchmarkRun;
import io.asyncreply.benchmarks.report.MarkdownTable;
import io.asyncreply.benchmarks.transport.CallTransport;
import io.asyncreply.benchmarks.transport.HttpTransport;
import io.asyncreply.benchmarks.transport.SystemAClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Measures System A without System B: with nothing that waits, with many waiting
 * requests, and with many waiting callers and event streams.
 */
public final class ScaleBenchmark {

	private static final LoadPattern READS = LoadPattern.open(400);

	private static final LoadPattern SUBMITTERS = LoadPattern.closed(32);

	private static final JsonMapper JSON = new JsonMapper();

	private static final int SAMPLES = 100;

	private static final int SAMPLE_LINES = 10;

	private final ComparedSide pair;

	private final SystemAClient systemA;

	private final Path folder;

	private final int seconds;

	private final Map<String, List<Double>> figures = new LinkedHashMap<>();

	private long errors;

	private ScaleBenchmark(ComparedSide pair, Path folder, int seconds) {
		this.pair = pair;
		this.systemA = new SystemAClient(pair.address());
		this.folder = folder;
		this.seconds = seconds;
	}

	/**
	 * Measures the only side, and stops its worker.
	 * @param arguments those of {@link BenchmarkRun} and {@link ComparedSide}
	 * @throws Exception if System A cannot be reached
	 */
	public static void main(String[] arguments) throws Exception {
		BenchmarkRun run = new BenchmarkRun(arguments);
		ScaleBenchmark benchmark = new ScaleBenchmark(ComparedSide.allOf(run).get(0), run.folder(),
				run.isQuick() ? 2 : 6);
		int requests = run.isQuick() ? 20_000 : 1_000_000;
		int callers = run.isQuick() ? 500 : 10_000;
		benchmark.measure(requests, callers, callers / 5);
		run.finish(
				"System A while System B is stopped: nothing waits; %,d requests of an upload wait; %,d callers and %,d "
					.formatted(requests, callers, callers / 5) + "event streams wait too.",
				benchmark.errors, benchmark.table());
	}

	private void measure(int requests, int callers, int streams) throws IOException, InterruptedException {
		String warmUp = upload(requests / 20);
		this.systemA.awaitCompletion(warmUp);
		List<String> completed = sample(warmUp, requests / 20);
		examine(completed);
		this.figures.clear(); // the warm-up does not count
		ProcessHandle worker = ProcessHandle.of(this.pair.pid(ProcessRole.WORKER)).orElseThrow();
		worker.destroy();
		worker.onExit().join();
		examine(completed);
		String batch = upload(requests);
		awaitDispatchEnd(batch);
		List<String> open = sample(batch, requests);
		examine(open);
		try (CallTransport connections = HttpTransport.to(this.pair.address())
			.connect(callers + streams, (caller, answer, length) -> {
			})) {
			for (int caller = 0; caller < callers + streams; caller++) {
				String path = open.get(caller % open.size());
				String call = (caller < callers) ? get(path, "Prefer: wait=300")
						: get(path + "/events", "Accept: text/event-stream");
				connections.send(caller, call.getBytes(StandardCharsets.US_ASCII));
			}
			awaitMetric("asyncreply.waiting.callers", callers);
			awaitMetric("asyncreply.waiting.streams", streams);
			examine(open);
		}
	}

	private String upload(int requests) throws IOException, InterruptedException {
		return this.systemA.upload(CallKind.writeSubmissions(this.folder, requests));
	}

	/**
	 * Waits until the states of a batch change no more, because System A publishes only
	 * as many requests as their queue may hold.
	 */
	private void awaitDispatchEnd(String batch) throws InterruptedException {
		JsonNode before;
		JsonNode states = this.systemA.read(batch).path("states");
		do {
			before = states;
			TimeUnit.SECONDS.sleep(4);
			states = this.systemA.read(batch).path("states");
		}
		while (!states.equals(before));
	}

	/**
	 * Returns paths of requests from the whole batch.
	 */
	private List<String> sample(String batch, int requests) throws IOException, InterruptedException {
		List<String> paths = new ArrayList<>();
		for (long sample = 0; sample < SAMPLES; sample++) {
			try (Stream<String> lines = this.systemA.results(batch, sample * requests / SAMPLES)) {
				lines.limit(SAMPLE_LINES)
					.map((line) -> SystemAClient.REQUESTS + "/" + JSON.readTree(line).path("id").asString())
					.forEach(paths::add);
			}
		}
		return paths;
	}

	private void awaitMetric(String metric, int value) throws InterruptedException {
		for (int second = 0; this.systemA.metric(metric) < value; second++) {
			if (second == 60) {
				throw new IllegalStateException(metric + " is below " + value + " after a minute");
			}
			TimeUnit.SECONDS.sleep(1);
		}
	}

	private static String get(String path, String header) {
		return "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + header + "\r\n\r\n";
	}

	/**
	 * Measures System A with some requests to read.
	 */
	private void examine(List<String> requests) throws IOException, InterruptedException {
		long pid = this.pair.pid(ProcessRole.FRONT);
		add("heap after a garbage collection, MiB", this.systemA.heapMebibytes(pid));
		add("resident memory, MiB", LinuxCounters.residentMebibytes(pid));
		UsageMeter meter = new UsageMeter(this.pair.processes());
		TimeUnit.SECONDS.sleep(this.seconds);
		meter.read().cpuSeconds().forEach((role, cpu) -> {
			if (role != ProcessRole.LOAD) {
				add("CPU of the " + role + " without calls, %", 100 * cpu / this.seconds);
			}
		});
		AnswerRecorder reads = run(READS, (number) -> {
			String path = requests.get((int) (number % requests.size()));
			return new CheckedRequest(get(path, "Accept: application/json"), "HTTP/1.1 200",
					path.substring(path.lastIndexOf('/') + 1));
		});
		add("status read p50, ms", reads.millisAt(50));
		add("status read p99, ms", reads.millisAt(99));
		AnswerRecorder accepts = run(SUBMITTERS, CallKind.ACCEPT);
		add("accepted/s, 32 callers", (double) accepts.answers() / this.seconds);
		add("accept p99, ms", accepts.millisAt(99));
		this.errors += reads.errors() + accepts.errors();
	}

	private AnswerRecorder run(LoadPattern pattern, LongFunction<CheckedRequest> requests) throws IOException {
		try (LoadGenerator load = LoadFactory.over(HttpTransport.to(this.pair.address()), requests).start(pattern)) {
			AnswerRecorder answers = load.run(Duration.ofSeconds(this.seconds));
			answers.addErrorsOf(load.drain());
			return answers;
		}
	}

	private void add(String name, double figure) {
		this.figures.computeIfAbsent(name, (absent) -> new ArrayList<>()).add(figure);
		System.err.println(name + ": " + MarkdownTable.number(figure));
	}

	private MarkdownTable table() {
		MarkdownTable table = new MarkdownTable("System A", "nothing waits", "requests wait", "change",
				"callers wait too", "change");
		this.figures.forEach((name, values) -> table.add(name, values.get(0), values.get(1),
				change(values.get(0), values.get(1)), values.get(2), change(values.get(0), values.get(2))));
		return table;
	}

	private static String change(double before, double after) {
		return MarkdownTable.number(after - before) + ", " + MarkdownTable.number(after / before) + " ×";
	}

}
