package io.asyncreply.benchmarks.bulk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * How long a batch took on its way.
 *
 * @param lines how many requests it had
 * @param uploadSeconds until all were stored
 * @param workSeconds from then until the last had ended
 * @param downloadSeconds from then until the last result had been read
 */
record Batch(long lines, double uploadSeconds, double workSeconds, double downloadSeconds) {

	/**
	 * Brings a batch in, and its results out.
	 * @throws IOException if it does not come back whole
	 */
	static Batch run(SystemA systemA, Path file, long lines) throws IOException, InterruptedException {
		long start = System.nanoTime();
		String batch = systemA.upload(file);
		long stored = System.nanoTime();
		systemA.awaitEnd(batch);
		long done = System.nanoTime();
		long succeeded = systemA.results(batch, 0,
				(results) -> results.filter((line) -> line.contains("\"state\":\"SUCCEEDED\"")).count());
		if (succeeded != lines) {
			throw new IOException("Of " + lines + " requests " + succeeded + " succeeded");
		}
		return new Batch(lines, seconds(stored - start), seconds(done - stored), seconds(System.nanoTime() - done));
	}

	double requestsPerSecond() {
		return this.lines / (this.uploadSeconds + this.workSeconds + this.downloadSeconds);
	}

	private static double seconds(long nanos) {
		return nanos / 1e9;
	}

	@Override
	public String toString() {
		return String.format(Locale.ROOT,
				"%,d lines at %,.0f requests/s: %.1f s to upload, %.1f s more to work, %.1f s to download", this.lines,
				requestsPerSecond(), this.uploadSeconds, this.workSeconds, this.downloadSeconds);
	}

}
