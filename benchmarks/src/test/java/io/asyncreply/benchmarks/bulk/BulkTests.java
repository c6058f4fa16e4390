package io.asyncreply.benchmarks.bulk;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.asyncreply.benchmarks.Tally;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The lines, the loop and the figures; the rest is shown by running the benchmark.
 */
class BulkTests {

	@Test
	void everyLineIsARequestOfTheSameSize(@TempDir Path folder) throws IOException {
		assertThat(Files.readAllLines(Lines.write(folder, 12))).hasSize(12)
			.doesNotHaveDuplicates()
			.allSatisfy(
					(line) -> assertThat(line).startsWith("{\"operation\":\"text.process\",\"payload\":{\"text\":\"0")
						.hasSameSizeAs(Lines.line(1)));
		assertThat(Lines.payload(7).getBytes(StandardCharsets.UTF_8)).hasSize(198);
	}

	@Test
	void whoIsNotAnsweredIsAFault() throws InterruptedException {
		AtomicInteger calls = new AtomicInteger();
		OpenLoop loop = new OpenLoop(10_000, () -> {
			calls.incrementAndGet();
			return CompletableFuture.<HttpResponse<String>>failedFuture(new IOException("gone"));
		});
		Tally tally = loop.run(() -> calls.get() < 3);
		assertThat(tally.faults()).isEqualTo(3);
		assertThat(tally.answers()).isZero();
	}

	@Test
	void findingsAreMediansBesideTheirTargets() {
		BulkFindings findings = new BulkFindings();
		findings.add(new BulkFindings.Round(1_000, new Batch(3_000, 0.5, 0.25, 0.25), tally(10), tally(20)));
		findings.add(new BulkFindings.Round(2_000, new Batch(3_000, 0.5, 0.25, 0.25), tally(10), tally(30)));
		findings.add(new BulkFindings.Round(1_000, new Batch(2_000, 0.5, 0.25, 0.25), tally(10), tally(90)));
		assertThat(findings.table().toString()).containsPattern("3,000 \\| +1,000 \\| +2\\.00 \\| ≥ 2\\.5 \\| +≥ 4")
			.containsPattern("30\\.0 \\| +10\\.0 \\| +3\\.00 \\| +≤ 3 \\| +≤ 2");
		assertThat(findings.faults()).isZero();
	}

	private static Tally tally(long millis) {
		Tally tally = new Tally();
		tally.answered(TimeUnit.MILLISECONDS.toNanos(millis));
		return tally;
	}

}
