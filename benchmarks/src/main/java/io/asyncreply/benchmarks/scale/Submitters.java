package io.asyncreply.benchmarks.scale;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import io.asyncreply.benchmarks.Tally;
import io.asyncreply.benchmarks.bulk.SystemA;

/**
 * A fixed number of callers, each of whom submits the next request as soon as the one
 * before is accepted.
 */
final class Submitters {

	private final SystemA systemA;

	private final int size;

	Submitters(SystemA systemA, int size) {
		this.systemA = systemA;
		this.size = size;
	}

	Tally run(Duration duration) {
		Tally tally = new Tally();
		long end = System.nanoTime() + duration.toNanos();
		CompletableFuture
			.allOf(IntStream.range(0, this.size).mapToObj((i) -> submit(tally, end)).toArray(CompletableFuture[]::new))
			.join();
		return tally;
	}

	private CompletableFuture<Void> submit(Tally tally, long end) {
		long start = System.nanoTime();
		return this.systemA.submit().thenCompose((answer) -> {
			synchronized (tally) {
				if (answer.statusCode() == 202) {
					tally.answered(System.nanoTime() - start);
				}
				else {
					tally.failed();
				}
			}
			return (System.nanoTime() - end < 0) ? submit(tally, end) : CompletableFuture.completedFuture(null);
		});
	}

}
