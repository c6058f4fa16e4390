package io.asyncreply.endtoend.fault;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.asyncreply.endtoend.client.RequestSubmission;
import io.asyncreply.endtoend.harness.AbstractSystemPairIT;
import io.asyncreply.endtoend.harness.AttemptLog;
import io.asyncreply.endtoend.harness.InvariantChecker;
import io.asyncreply.endtoend.harness.ScrapedMetrics;
import io.asyncreply.endtoend.harness.SystemPairSpec;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that System A republishes requests that the broker has confirmed and lost. System
 * A must never republish requests that only wait or run for long.
 */
@Tag("extended")
class BrokerMessageLossIT extends AbstractSystemPairIT {

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	/** Length of the backlog; the profile {@code soak} sets 100,000. */
	private static final int BACKLOG = Integer.getInteger("asyncreply.soak.backlog", 2_000);

	@Override
	protected SystemPairSpec spec() {
		return SystemPairSpec.withOwnBroker("broker-loss")
			.systemA((launcher) -> launcher.arguments("--asyncreply.recovery.quiet-period=500ms"))
			.systemB((launcher) -> launcher.arguments("--asyncreply.worker.operations.[work.simulate].concurrency=8",
					AttemptLog.LOGGING_ARGUMENT));
	}

	@Override
	protected void check() {
		InvariantChecker.checkBrokerIsQuiescent(this.systemPair);
	}

	@Test
	void republishesRequestsOfPurgedQueue() {
		assertRepublishesAfter(() -> List.of("requests.text.process", "requests.work.simulate")
			.forEach((queue) -> this.systemPair.broker()
				.rabbitmqctl("purge_queue", "--vhost", this.systemPair.virtualHost(), queue)));
	}

	@Test
	void republishesRequestsOfDeletedQueue() {
		assertRepublishesAfter(() -> List.of("requests.text.process", "requests.work.simulate")
			.forEach((queue) -> this.systemPair.broker()
				.rabbitmqctl("delete_queue", "--vhost", this.systemPair.virtualHost(), queue)));
	}

	@Test
	void republishesRequestsWhenBrokerIsReplacedByEmptyOne() {
		assertRepublishesAfter(this.systemPair.broker()::wipe);
	}

	@Test
	@Timeout(value = 20, unit = TimeUnit.MINUTES)
	void republishesNothingOfLongBacklogOrLongWork() {
		double republishedBefore = countRepublished();
		int duplicatesBefore = AttemptLog.of(this.systemPair).duplicateStarts();
		this.systemPair.systemB().terminate();
		this.apiClient.submitAll(4, (i) -> RequestSubmission.simulatedWork(Duration.ofSeconds(10)));
		Duration workDuration = Duration.ofMillis(Math.max(1, 40_000 / BACKLOG));
		for (int page = 0; page < BACKLOG / 1_000; page++) {
			this.apiClient.submitAll(1_000, (i) -> RequestSubmission.simulatedWork(workDuration));
		}
		this.systemPair.startSystemB();
		Awaitility.await().atMost(Duration.ofMinutes(10)).until(() -> !hasQueuedRequests());
		InvariantChecker.checkAllSucceeded(this.systemPair);
		assertThat(countRepublished()).isEqualTo(republishedBefore);
		assertThat(AttemptLog.of(this.systemPair).duplicateStarts()).isEqualTo(duplicatesBefore);
	}

	private void assertRepublishesAfter(Runnable loss) {
		this.systemPair.systemB().terminate();
		this.apiClient.submitAll(100, (i) -> (i % 2 == 0) ? RequestSubmission.text("lost " + i)
				: RequestSubmission.simulatedWork(Duration.ofMillis(20)));
		Awaitility.await().atMost(TIMEOUT).until(() -> this.apiClient.list("QUEUED").size() == 100);
		double before = countRepublished();
		loss.run();
		this.systemPair.startSystemB();
		InvariantChecker.checkAllSucceeded(this.systemPair);
		assertThat(countRepublished() - before).isGreaterThanOrEqualTo(100);
	}

	private boolean hasQueuedRequests() {
		return !this.apiClient.get("/v1/requests?pageSize=1&state=QUEUED").body().path("requests").isEmpty();
	}

	private double countRepublished() {
		return ScrapedMetrics.of(this.systemPair.systemA()).sum("asyncreply_requests_republished_total");
	}

}
