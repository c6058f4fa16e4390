package io.asyncreply.benchmarks;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import io.asyncreply.benchmarks.compare.ComparedSide;
import io.asyncreply.benchmarks.load.ArrivalTimes;
import io.asyncreply.benchmarks.measure.ProcessRole;
import io.asyncreply.benchmarks.report.BenchmarkRun;
import io.asyncreply.benchmarks.report.MarkdownTable;
import io.asyncreply.benchmarks.transport.SystemAClient;
import tools.jackson.databind.json.JsonMapper;

/**
 * Compares the delays that System A predicts with the delays that follow.
 */
public final class EstimateBenchmark {

	/** Mean of the exponentially distributed work. */
	private static final double MEAN_SECONDS = 0.2;

	/** Submissions that may be unanswered at once. Only a burst needs all of them. */
	private static final int MAX_SUBMISSIONS = 64;

	private static final long SEED = 42;

	private static final JsonMapper JSON = new JsonMapper();

	private final SystemAClient systemA;

	private final long worker;

	private EstimateBenchmark(ComparedSide pair) {
		this.systemA = new SystemAClient(pair.address());
		this.worker = pair.pid(ProcessRole.WORKER);
	}

	/**
	 * Runs all scenarios on the only side, and kills its worker in the last one.
	 * @param arguments those of {@link BenchmarkRun} and {@link ComparedSide}, and
	 * {@code --concurrency} of all workers together
	 * @throws Exception if a request is not answered as expected
	 */
	public static void main(String[] arguments) throws Exception {
		BenchmarkRun run = new BenchmarkRun(arguments);
		EstimateBenchmark benchmark = new EstimateBenchmark(ComparedSide.allOf(run).get(0));
		double capacity = Integer.parseInt(run.argument("concurrency")) / MEAN_SECONDS;
		benchmark.run(ArrivalScenario.warmUp(capacity));
		MarkdownTable table = EstimateSummary.newTable();
		for (ArrivalScenario scenario : run.isQuick() ? ArrivalScenario.all(capacity, 20, 1)
				: ArrivalScenario.all(capacity, 90, 14)) {
			System.err.println(scenario.title());
			EstimateSummary summary = new EstimateSummary(scenario, benchmark.run(scenario));
			summary.addTo(table);
			Files.writeString(Path.of(run.argument("plots"), scenario.name() + ".svg"), summary.plot().toString());
		}
		run.finish(
				"Predicted and measured delays. Work lasts exponentially distributed times, 0.2 s in the mean. "
						+ "Capacity is the concurrency divided by this mean, and a wait is the delay without the work.",
				0, table);
	}

	private List<EstimateOutcome> run(ArrivalScenario scenario) throws IOException, InterruptedException {
		Semaphore submissions = new Semaphore(MAX_SUBMISSIONS);
		Random random = new Random(SEED);
		List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
		scenario.killAt()
			.ifPresent((at) -> CompletableFuture.delayedExecutor((long) (at * 1e9), TimeUnit.NANOSECONDS)
				.execute(this::killWorker));
		ArrivalTimes.follow(scenario.arrivals(), (due) -> {
			submissions.acquire();
			answers.add(this.systemA
				.submit("{\"operation\":\"work.simulate\",\"payload\":{\"millis\":%d}}"
					.formatted(Math.round(-Math.log(1 - random.nextDouble()) * MEAN_SECONDS * 1_000)))
				.whenComplete((answer, failure) -> submissions.release()));
		});
		List<EstimateOutcome> outcomes = new ArrayList<>();
		for (int i = 0; i < answers.size(); i++) {
			HttpResponse<String> accepted = SystemAClient.expect(202, answers.get(i).join());
			String path = accepted.headers().firstValue("Location").orElseThrow();
			outcomes.add(EstimateOutcome.of(scenario.arrivals().get(i), JSON.readTree(accepted.body()),
					this.systemA.awaitCompletion(path)));
		}
		return outcomes;
	}

	private void killWorker() {
		ProcessHandle.of(this.worker).ifPresent(ProcessHandle::destroyForcibly);
	}

}
