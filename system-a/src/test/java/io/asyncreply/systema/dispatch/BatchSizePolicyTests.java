package io.asyncreply.systema.dispatch;

import java.util.HashMap;
import java.util.Map;

import io.asyncreply.messages.Lane;
import io.asyncreply.messages.RequestQueue;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the limit of requests in a message batch.
 */
class BatchSizePolicyTests {

	private static final RequestQueue INTERACTIVE = new RequestQueue("text.process", Lane.INTERACTIVE);

	private static final RequestQueue UNKNOWN = new RequestQueue("text.word-count", Lane.INTERACTIVE);

	private final Map<String, Double> serviceTimes = new HashMap<>(
			Map.of("requests.text.process", 0.000_05, "requests.text.process.bulk", 0.000_01));

	private boolean readsBatches = true;

	private boolean batchingEnabled = true;

	private final BatchSizePolicy batchSizePolicy = new BatchSizePolicy(
			(queue) -> this.serviceTimes.getOrDefault(queue, 0.0), (queue) -> this.readsBatches,
			(operation) -> this.batchingEnabled);

	@Test
	void batchesFastRequestsUpToLimit() {
		assertThat(this.batchSizePolicy.maxBatchSize(INTERACTIVE)).isEqualTo(64);
	}

	@Test
	void allowsLargerBatchesForBulk() {
		assertThat(this.batchSizePolicy.maxBatchSize(new RequestQueue("text.process", Lane.BULK))).isEqualTo(256);
	}

	@Test
	void limitsBatchToFiveMillisecondsOfWork() {
		this.serviceTimes.put("requests.text.process", 0.002);
		assertThat(this.batchSizePolicy.maxBatchSize(INTERACTIVE)).isEqualTo(2);
	}

	@Test
	void sendsSlowAndUnknownRequestsSingly() {
		this.serviceTimes.put("requests.text.process", 0.003);
		assertThat(this.batchSizePolicy.maxBatchSize(INTERACTIVE)).isOne();
		this.serviceTimes.put("requests.text.process", 3.0);
		assertThat(this.batchSizePolicy.maxBatchSize(INTERACTIVE)).isOne();
		assertThat(this.batchSizePolicy.maxBatchSize(UNKNOWN)).isOne();
	}

	@Test
	void sendsSinglyToWorkersThatDoNotReadBatches() {
		this.readsBatches = false;
		assertThat(this.batchSizePolicy.maxBatchSize(INTERACTIVE)).isOne();
	}

	@Test
	void sendsSinglyWhenBatchingIsDisabled() {
		this.batchingEnabled = false;
		assertThat(this.batchSizePolicy.maxBatchSize(INTERACTIVE)).isOne();
	}

}
