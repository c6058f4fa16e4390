package io.asyncreply.systema.dispatch;

import java.util.HashMap;
import java.util.Map;

import io.asyncreply.messages.Lane;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How many may travel together.
 */
class BatchSizePolicyTests {

	private static final String FAST_OPERATION = "text.process";

	private final Map<String, Double> serviceTimes = new HashMap<>(
			Map.of("requests.text.process", 0.000_05, "requests.text.process.bulk", 0.000_01));

	private boolean readsBatches = true;

	private boolean batchingEnabled = true;

	private final BatchSizePolicy batchSizePolicy = new BatchSizePolicy(
			(queue) -> this.serviceTimes.getOrDefault(queue, 0.0), (queue) -> this.readsBatches,
			(operation) -> this.batchingEnabled);

	@Test
	void batchesFastRequestsUpToLimit() {
		assertThat(this.batchSizePolicy.maxBatchSize(FAST_OPERATION, Lane.INTERACTIVE)).isEqualTo(64);
	}

	@Test
	void allowsLargerBatchesForBulk() {
		assertThat(this.batchSizePolicy.maxBatchSize(FAST_OPERATION, Lane.BULK)).isEqualTo(256);
	}

	@Test
	void limitsBatchToFiveMillisecondsOfWork() {
		this.serviceTimes.put("requests.text.process", 0.002);
		assertThat(this.batchSizePolicy.maxBatchSize(FAST_OPERATION, Lane.INTERACTIVE)).isEqualTo(2);
	}

	@Test
	void sendsSlowAndUnknownRequestsSingly() {
		this.serviceTimes.put("requests.text.process", 0.003);
		assertThat(this.batchSizePolicy.maxBatchSize(FAST_OPERATION, Lane.INTERACTIVE)).isOne();
		this.serviceTimes.put("requests.text.process", 3.0);
		assertThat(this.batchSizePolicy.maxBatchSize(FAST_OPERATION, Lane.INTERACTIVE)).isOne();
		assertThat(this.batchSizePolicy.maxBatchSize("text.word-count", Lane.INTERACTIVE)).isOne();
	}

	@Test
	void sendsSinglyToWorkersThatDoNotReadBatches() {
		this.readsBatches = false;
		assertThat(this.batchSizePolicy.maxBatchSize(FAST_OPERATION, Lane.INTERACTIVE)).isOne();
	}

	@Test
	void sendsSinglyWhenBatchingIsDisabled() {
		this.batchingEnabled = false;
		assertThat(this.batchSizePolicy.maxBatchSize(FAST_OPERATION, Lane.INTERACTIVE)).isOne();
	}

}
