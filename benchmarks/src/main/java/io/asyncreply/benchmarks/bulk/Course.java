package io.asyncreply.benchmarks.bulk;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;

import io.asyncreply.benchmarks.Tally;
import io.asyncreply.benchmarks.raw.RawCallers;

/**
 * Lets the bare client library, a batch, single requests, and both of these together have
 * their turns, so that what else happens on the machine meets all alike.
 */
final class Course {

	/** Few enough to leave room for bulk, many enough for a 99th percentile. */
	private static final int SINGLE_PER_SECOND = 200;

	private final SystemA systemA;

	private final RawCallers raw;

	private final Path folder;

	private final PrintStream progress;

	Course(SystemA systemA, RawCallers raw, Path folder, PrintStream progress) {
		this.systemA = systemA;
		this.raw = raw;
		this.folder = folder;
		this.progress = progress;
	}

	BulkFindings run(Plan plan) throws IOException, InterruptedException {
		Path file = Lines.write(this.folder, plan.lines());
		warmUp(plan, file);
		BulkFindings findings = new BulkFindings();
		for (int round = 1; round <= plan.rounds(); round++) {
			double floor = this.raw.run(plan.window());
			Batch batch = Batch.run(this.systemA, file, plan.lines());
			Tally alone = single().run(lasting(plan.window()));
			CompletableFuture<Batch> beside = CompletableFuture.supplyAsync(() -> runBatch(file, plan.lines()));
			Tally besideBulk = single().run(() -> !beside.isDone());
			findings.add(new BulkFindings.Round(floor, batch, alone, besideBulk));
			this.progress.printf(Locale.ROOT,
					"round %d: raw %,.0f requests/s; %s; p99 alone %.1f ms, beside bulk %.1f ms (%s)%n", round, floor,
					batch, alone.millisAt(99), besideBulk.millisAt(99), beside.join());
		}
		return findings;
	}

	private void warmUp(Plan plan, Path file) throws IOException, InterruptedException {
		this.raw.run(plan.warmUp());
		single().run(lasting(plan.warmUp()));
		BooleanSupplier cold = lasting(plan.warmUp());
		do {
			Batch.run(this.systemA, file, plan.lines());
		}
		while (cold.getAsBoolean());
	}

	private OpenLoop single() {
		return new OpenLoop(SINGLE_PER_SECOND, () -> this.systemA.submit("Prefer", "wait=30"));
	}

	private Batch runBatch(Path file, int lines) {
		try {
			return Batch.run(this.systemA, file, lines);
		}
		catch (IOException | InterruptedException ex) {
			throw new CompletionException(ex);
		}
	}

	private static BooleanSupplier lasting(Duration duration) {
		long end = System.nanoTime() + duration.toNanos();
		return () -> System.nanoTime() - end < 0;
	}

}
