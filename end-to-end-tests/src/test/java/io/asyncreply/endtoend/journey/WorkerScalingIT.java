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
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two System B on one broker.
 */
class WorkerScalingIT {

	private static final int REQUESTS = 400;

	private static SystemPair pair;

	@BeforeAll
	static void startPair() {
		pair = SystemPair.start("scale", TestBroker.shared());
	}

	@AfterAll
	static void close() {
		pair.close();
	}

	@Test
	void bothWorkAndNothingIsDoneTwice() {
		SystemProcess another = pair.startAnotherSystemB();
		var unused = pair.client().burst(REQUESTS, (i) -> RequestSubmission.work(Duration.ofMillis(100)));
		InvariantChecker.checkAllSucceeded(pair);
		List<Double> shares = DoubleStream.of(processed(pair.systemB()), processed(another)).boxed().toList();
		assertThat(shares).allSatisfy((share) -> assertThat(share).isGreaterThan(REQUESTS / 4.0));
		assertThat(shares.stream().mapToDouble(Double::doubleValue).sum()).isEqualTo(REQUESTS);
	}

	private static double processed(SystemProcess system) {
		return ScrapedMetrics.of(system).sum("asyncreply_processing_duration_seconds_count");
	}

}
