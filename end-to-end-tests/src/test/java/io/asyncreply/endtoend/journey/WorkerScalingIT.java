package io.asyncreply.endtoend.journey;

import java.time.Duration;
import java.util.List;
import java.util.stream.DoubleStream;

import io.asyncreply.endtoend.client.RequestSubmission;
import io.asyncreply.endtoend.harness.InvariantChecker;
import io.asyncreply.endtoend.harness.ScrapedMetrics;
import io.asyncreply.endtoend.harness.SystemPair;
import io.asyncreply.testsupport.broker.TestBroker;
import io.asyncreply.testsupport.process.SystemProcess;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests two instances of System B on the same queues.
 */
@Tag("extended")
class WorkerScalingIT {

	private static final int REQUESTS = 400;

	private static SystemPair systemPair;

	@BeforeAll
	static void startPair() {
		systemPair = SystemPair.start("scale", TestBroker.shared());
	}

	@AfterAll
	static void close() {
		systemPair.close();
	}

	@Test
	void sharesWorkBetweenTwoWorkersWithoutDuplicates() {
		SystemProcess another = systemPair.startAnotherSystemB();
		systemPair.client().burst(REQUESTS, (i) -> RequestSubmission.simulatedWork(Duration.ofMillis(100)));
		InvariantChecker.checkAllSucceeded(systemPair);
		List<Double> shares = DoubleStream.of(processedRequests(systemPair.systemB()), processedRequests(another))
			.boxed()
			.toList();
		assertThat(shares).allSatisfy((share) -> assertThat(share).isGreaterThan(REQUESTS / 4.0));
		assertThat(shares.stream().mapToDouble(Double::doubleValue).sum()).isEqualTo(REQUESTS);
	}

	private static double processedRequests(SystemProcess system) {
		return ScrapedMetrics.of(system).sum("asyncreply_processing_duration_seconds_count");
	}

}
