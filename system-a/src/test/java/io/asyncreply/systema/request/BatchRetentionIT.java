package io.asyncreply.systema.request;

import java.nio.file.Path;

import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.ledger.Batches;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.asyncreply.systema.request.BatchCalls.batch;
import static io.asyncreply.systema.request.BatchCalls.lines;
import static io.asyncreply.systema.request.BatchCalls.upload;
import static io.asyncreply.systema.request.ProblemAssertions.assertProblem;
import static io.asyncreply.systema.request.RunningSystemA.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Keeps batches only for a moment after their end.
 */
class BatchRetentionIT {

	@Test
	void purgedBatchIsGone(@TempDir Path folder) {
		try (RunningSystemA systemA = RunningSystemA.start(folder, "asyncreply.retention.requests=1s",
				"asyncreply.retention.pause=100ms")) {
			RequestId batch = id(upload(systemA, lines(3), "Idempotency-Key", "purged"));
			systemA.bean(Batches.class).read(batch, 0).forEach((line) -> systemA.succeed(line.entry().id(), "{}"));
			await().untilAsserted(() -> assertProblem(systemA.get(batch(batch)), 410, "purged"));
			assertProblem(systemA.get(batch(batch) + "/results"), 410, "purged");
			RequestId again = id(upload(systemA, lines(3), "Idempotency-Key", "purged"));
			assertThat(again).isNotEqualTo(batch);
		}
	}

}
