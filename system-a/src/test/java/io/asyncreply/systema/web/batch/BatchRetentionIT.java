package io.asyncreply.systema.web.batch;

import java.nio.file.Path;

import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.SystemAWithoutBroker;
import io.asyncreply.systema.ledger.batch.BatchLedger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.asyncreply.systema.SystemAWithoutBroker.id;
import static io.asyncreply.systema.web.batch.BatchClient.batchPath;
import static io.asyncreply.systema.web.batch.BatchClient.lines;
import static io.asyncreply.systema.web.batch.BatchClient.upload;
import static io.asyncreply.systema.web.problem.ProblemAssertions.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Purges batches after a retention period of 1 s.
 */
@Tag("extended")
class BatchRetentionIT {

	@Test
	void answersGoneForPurgedBatch(@TempDir Path folder) {
		try (SystemAWithoutBroker systemA = SystemAWithoutBroker.start(folder, "asyncreply.retention.requests=1s",
				"asyncreply.retention.pause=100ms")) {
			RequestId batch = id(upload(systemA, lines(3), "Idempotency-Key", "purged"));
			systemA.bean(BatchLedger.class)
				.readLines(batch, 0)
				.forEach((line) -> systemA.succeed(line.request().id(), "{}"));
			await().untilAsserted(() -> assertProblem(systemA.get(batchPath(batch)), 410, "purged"));
			assertProblem(systemA.get(batchPath(batch) + "/results"), 410, "purged");
			RequestId repeated = id(upload(systemA, lines(3), "Idempotency-Key", "purged"));
			assertThat(repeated).isNotEqualTo(batch);
		}
	}

}
