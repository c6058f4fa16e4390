package io.asyncreply.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import io.asyncreply.benchmarks.compare.ComparedSide;
import io.asyncreply.benchmarks.hostile.HonestCaller;
import io.asyncreply.benchmarks.hostile.HostileCallers;
import io.asyncreply.benchmarks.measure.AnswerRecorder;
import io.asyncreply.benchmarks.measure.LinuxCounters;
import io.asyncreply.benchmarks.measure.ProcessRole;
import io.asyncreply.benchmarks.report.BenchmarkRun;
import io.asyncreply.benchmarks.report.MarkdownTable;
import io.asyncreply.benchmarks.transport.SystemAClient;

/**
 * Measures one honest caller without and with hostile callers beside it. Ends with status
 * 1 if its p99 grows five times or more, a call of it fails or stays without an answer,
 * liveness fails, System A ends, or it has more threads or memory than its bounds.
 */
public final class HostileBenchmark {

	private static final int RATE = 50;

	private static final int CONNECTIONS = 2_000;

	private static final int MOST_THREADS = 400;

	/** Threads, classes, compiled code and buffers. */
	private static final int MOST_MEBIBYTES_BESIDE_HEAP = 512;

	private static final double LARGEST_RATIO = 5;

	private static final String BODY = "{\"operation\":\"text.process\",\"payload\":{\"text\":\"hello\"}}";

	private final ComparedSide pair;

	private final HonestCaller caller;

	private final HonestCaller prober;

	private final AtomicLong threads = new AtomicLong();

	private HostileBenchmark(ComparedSide pair) throws IOException {
		this.pair = pair;
		this.caller = new HonestCaller(pair.address(), "127.0.0.9",
				"POST /v1/requests HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nPrefer: wait=9\r\n"
						+ "Content-Length: " + BODY.length() + "\r\n\r\n" + BODY);
		this.prober = new HonestCaller(pair.address(), "127.0.0.10",
				"GET /actuator/health/liveness HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
	}

	/**
	 * Measures the only side.
	 * @param arguments those of {@link BenchmarkRun} and {@link ComparedSide}, and
	 * {@code --minutes}, {@code --heap}, the heap of System A in MiB, and {@code --kinds}
	 * of attacks
	 * @throws Exception if System A cannot be reached
	 */
	public static void main(String[] arguments) throws Exception {
		BenchmarkRun run = new BenchmarkRun(arguments);
		HostileBenchmark benchmark = new HostileBenchmark(ComparedSide.allOf(run).get(0));
		benchmark.measure(run, Duration.ofMinutes(Long.parseLong(run.argument("minutes"))));
	}

	private void measure(BenchmarkRun run, Duration duration) throws Exception {
		String path = largeRequest();
		this.caller.run(RATE, Duration.ofSeconds(10)); // the warm-up does not count
		AnswerRecorder alone = this.caller.run(RATE, duration.dividedBy(5));
		ScheduledExecutorService observers = Executors.newScheduledThreadPool(2);
		HostileCallers hostile = new HostileCallers(this.pair.address(), CONNECTIONS, path, run.argument("kinds"));
		try {
			observers.scheduleAtFixedRate(this::countThreads, 0, 1, TimeUnit.SECONDS);
			Future<AnswerRecorder> liveness = observers.submit(() -> this.prober.run(1, duration));
			AnswerRecorder beside = this.caller.run(RATE, duration);
			report(run, alone, beside, liveness.get());
		}
		finally {
			observers.shutdownNow();
			hostile.stop();
		}
	}

	private void report(BenchmarkRun run, AnswerRecorder alone, AnswerRecorder beside, AnswerRecorder liveness)
			throws IOException {
		long pid = this.pair.pid(ProcessRole.FRONT);
		boolean alive = ProcessHandle.of(pid).isPresent();
		double memory = alive ? LinuxCounters.peakMebibytes(pid) : 0;
		double mostMemory = Double.parseDouble(run.argument("heap")) + MOST_MEBIBYTES_BESIDE_HEAP;
		double ratio = beside.millisAt(99) / alone.millisAt(99);
		MarkdownTable table = new MarkdownTable("honest caller", "alone", "beside 2,000 hostile connections");
		table.add("p50, ms", alone.millisAt(50), beside.millisAt(50));
		table.add("p99, ms", alone.millisAt(99), beside.millisAt(99));
		table.add("failed calls", (double) alone.errors(), (double) beside.errors());
		table.add("failed liveness probes", 0.0, (double) liveness.errors());
		table.add("most threads of System A", 0.0, (double) this.threads.get());
		table.add("most resident memory, MiB", 0.0, memory);
		long broken = alone.errors() + beside.errors() + liveness.errors()
				+ countFalse(alive, ratio < LARGEST_RATIO, this.threads.get() <= MOST_THREADS, memory <= mostMemory);
		run.finish("One caller at 50 requests/s from 127.0.0.9, alone and beside hostile callers. Kinds: "
				+ run.argument("kinds") + ".", broken, table, "p99 ratio: " + MarkdownTable.number(ratio));
	}

	private static long countFalse(boolean... limits) {
		return IntStream.range(0, limits.length).filter((limit) -> !limits[limit]).count();
	}

	/** Submits a request with a result of 256 KB and returns its path. */
	private String largeRequest() throws InterruptedException {
		String body = "{\"operation\":\"text.process\",\"payload\":{\"text\":\"%s\"}}".formatted("x".repeat(250_000));
		String location = new SystemAClient(this.pair.address()).submit(body)
			.join()
			.headers()
			.firstValue("Location")
			.orElseThrow();
		new SystemAClient(this.pair.address()).awaitCompletion(location);
		return location;
	}

	private void countThreads() {
		try (var tasks = Files.list(Path.of("/proc/" + this.pair.pid(ProcessRole.FRONT) + "/task"))) {
			long now = tasks.count();
			this.threads.accumulateAndGet(now, Math::max);
		}
		catch (IOException ex) {
			System.err.println("System A has ended");
		}
	}

}
