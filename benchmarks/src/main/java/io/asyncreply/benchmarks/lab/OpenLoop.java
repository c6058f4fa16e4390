package io.asyncreply.benchmarks.lab;

import java.net.URI;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import io.asyncreply.benchmarks.Arrivals;

/**
 * Callers who come when they come, whether those before them have been answered or not.
 * Work lasts exponentially distributed times.
 */
final class OpenLoop {

	/**
	 * Submissions that may be on their way at once; it takes a burst to need them all.
	 */
	private static final int AT_ONCE = 64;

	private static final long SEED = 42;

	private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final URI systemA;

	private final double meanSeconds;

	OpenLoop(URI systemA, double meanSeconds) {
		this.systemA = systemA;
		this.meanSeconds = meanSeconds;
	}

	/**
	 * Runs an experiment until its last request has ended.
	 * @param experiment the experiment
	 * @param kill kills the worker
	 * @return what every caller saw
	 * @throws InterruptedException if it is interrupted
	 */
	List<Observation> run(Experiment experiment, Runnable kill) throws InterruptedException {
		Semaphore places = new Semaphore(AT_ONCE);
		Random random = new Random(SEED);
		List<CompletableFuture<Observation>> observations = new ArrayList<>();
		long start = System.nanoTime();
		experiment.kill()
			.ifPresent(
					(at) -> CompletableFuture.delayedExecutor((long) (at * 1e9), TimeUnit.NANOSECONDS).execute(kill));
		Arrivals.follow(experiment.arrivals(), (due) -> {
			places.acquire();
			double at = (System.nanoTime() - start) / 1e9;
			int millis = (int) Math.round(-Math.log(1 - random.nextDouble()) * this.meanSeconds * 1_000);
			observations.add(new Caller(this.http, this.systemA, at).submit(millis, places::release));
		});
		return observations.stream().map(CompletableFuture::join).toList();
	}

}
