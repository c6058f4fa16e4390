package io.asyncreply.benchmarks.bulk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

import io.asyncreply.benchmarks.Kernel;
import io.asyncreply.benchmarks.Table;

/**
 * What a great batch takes of System A.
 *
 * @param batch the batch
 * @param heapBefore the heap before it, in MiB
 * @param heapAfter the heap after it, in MiB
 * @param peak the most memory that System A held meanwhile, in MiB
 */
record Flood(Batch batch, double heapBefore, double heapAfter, double peak) {

	static Flood run(SystemA systemA, Heap heap, Kernel kernel, long pid, Path file, long lines)
			throws IOException, InterruptedException {
		double before = heap.mebibytes();
		kernel.forgetPeak(pid);
		Batch batch = Batch.run(systemA, file, lines);
		System.err.println(batch);
		return new Flood(batch, before, heap.mebibytes(), kernel.peakMebibytes(pid));
	}

	Table table() {
		Table table = new Table(List.of("lines in and out", "requests/s", "upload s", "then work s", "download s",
				"A's heap before, after MiB", "A's peak RSS MiB"));
		table.add(List.of(write("%,.0f", (double) this.batch.lines()), write("%,.0f", this.batch.requestsPerSecond()),
				write("%.1f", this.batch.uploadSeconds()), write("%.1f", this.batch.workSeconds()),
				write("%.1f", this.batch.downloadSeconds()),
				write("%.0f", this.heapBefore) + ", " + write("%.0f", this.heapAfter), write("%.0f", this.peak)));
		return table;
	}

	private static String write(String format, double value) {
		return String.format(Locale.ROOT, format, value);
	}

}
