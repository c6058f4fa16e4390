package io.asyncreply.systema.worker;

import java.time.Clock;
import java.time.Duration;
import java.util.List;

import io.asyncreply.messages.ControlMessage.Heartbeat;
import io.asyncreply.messages.ControlMessage.QueueStatus;
import io.asyncreply.messages.RequestId;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests what the registry knows of workers from their heartbeats.
 */
class WorkerRegistryTests {

	private static final String QUEUE = "requests.text.process";

	private static final RequestId REQUEST = RequestId.generate(Clock.systemUTC());

	private long now = Long.MAX_VALUE - 1_000; // System.nanoTime() may overflow

	private Duration connectedFor = Duration.ZERO;

	private final WorkerRegistry workerRegistry = new WorkerRegistry(() -> this.connectedFor, () -> this.now);

	@Test
	void sumsWorkersOfQueue() {
		sendHeartbeat("one", queueStatus(QUEUE, 8, 30), queueStatus("requests.other", 1, 99));
		sendHeartbeat("two", queueStatus(QUEUE, 4, 60));
		assertThat(this.workerRegistry.stats(QUEUE)).isEqualTo(new WorkerStats(2, 12, 10));
		assertThat(this.workerRegistry.stats("requests.other")).isEqualTo(new WorkerStats(1, 1, 5));
		assertThat(this.workerRegistry.stats("requests.unknown")).isEqualTo(WorkerStats.NONE);
	}

	@Test
	void usesLatestHeartbeat() {
		sendHeartbeat("one", queueStatus(QUEUE, 8, 30, REQUEST));
		sendHeartbeat("one", queueStatus(QUEUE, 2, 30));
		assertThat(this.workerRegistry.stats(QUEUE).slots()).isEqualTo(2);
		assertThat(this.workerRegistry.findWorkerProcessing(REQUEST)).isEmpty();
	}

	@Test
	void namesAndCountsNoSilentWorker() {
		sendHeartbeat("one", queueStatus(QUEUE, 8, 30, REQUEST));
		advance(WorkerRegistry.LIVENESS_TIMEOUT.minusNanos(1));
		assertThat(this.workerRegistry.stats(QUEUE)).isEqualTo(new WorkerStats(1, 8, 5));
		assertThat(this.workerRegistry.findWorkerProcessing(REQUEST)).contains("one");
		advance(Duration.ofNanos(1));
		assertThat(this.workerRegistry.stats(QUEUE)).isEqualTo(WorkerStats.NONE);
		assertThat(this.workerRegistry.findWorkerProcessing(REQUEST)).isEmpty();
	}

	@Test
	void remembersRequestsOfSilentWorkerForLossDetection() {
		sendHeartbeat("one", queueStatus(QUEUE, 8, 30, REQUEST));
		advance(WorkerRegistry.RETENTION.minusNanos(1));
		assertThat(this.workerRegistry.canBeInFlight(REQUEST)).isTrue();
		assertThat(this.workerRegistry.countPossiblyInFlight(QUEUE)).isEqualTo(5);
		advance(Duration.ofNanos(1));
		assertThat(this.workerRegistry.canBeInFlight(REQUEST)).isFalse();
		assertThat(this.workerRegistry.countPossiblyInFlight(QUEUE)).isZero();
	}

	@Test
	void namesWorkerOfLatestHeartbeat() {
		for (String worker : List.of("one", "two", "three", "one")) {
			sendHeartbeat(worker, queueStatus(QUEUE, 8, 30, REQUEST));
			advance(Duration.ofMillis(1));
			assertThat(this.workerRegistry.findWorkerProcessing(REQUEST)).contains(worker);
		}
	}

	@Test
	void remembersSilenceOfQueueAfterItsWorkersAreForgotten() {
		assertThat(this.workerRegistry.timeSinceHeartbeat(QUEUE)).isEmpty();
		sendHeartbeat("one", queueStatus(QUEUE, 8, 30));
		advance(Duration.ofSeconds(1));
		sendHeartbeat("two", queueStatus(QUEUE, 0, 30));
		this.workerRegistry.onHeartbeat(new Heartbeat("one", true, List.of()));
		advance(WorkerRegistry.RETENTION);
		assertThat(this.workerRegistry.timeSinceHeartbeat(QUEUE)).contains(WorkerRegistry.RETENTION.plusSeconds(1));
	}

	@Test
	void revivesWorkerOnNextHeartbeat() {
		sendHeartbeat("one", queueStatus(QUEUE, 8, 30));
		advance(Duration.ofMinutes(1));
		sendHeartbeat("one", queueStatus(QUEUE, 8, 30));
		assertThat(this.workerRegistry.stats(QUEUE)).returns(1, WorkerStats::live);
	}

	@Test
	void forgetsLeavingWorkerImmediately() {
		sendHeartbeat("one", queueStatus(QUEUE, 8, 30, REQUEST));
		this.workerRegistry.onHeartbeat(new Heartbeat("one", true, List.of()));
		assertThat(this.workerRegistry.stats(QUEUE)).isEqualTo(WorkerStats.NONE);
		assertThat(this.workerRegistry.findWorkerProcessing(REQUEST)).isEmpty();
	}

	@Test
	void excludesDrainingWorkerButKeepsItsRequests() {
		sendHeartbeat("one", queueStatus(QUEUE, 0, 30, REQUEST));
		assertThat(this.workerRegistry.stats(QUEUE)).returns(0, WorkerStats::live).returns(5, WorkerStats::inFlight);
		assertThat(this.workerRegistry.findWorkerProcessing(REQUEST)).contains("one");
	}

	@Test
	void limitsNumberOfWorkers() {
		for (int i = 0; i <= WorkerRegistry.MAX_WORKERS; i++) {
			sendHeartbeat("worker-" + i, queueStatus(QUEUE, 1, 30));
		}
		assertThat(this.workerRegistry.stats(QUEUE).live()).isEqualTo(WorkerRegistry.MAX_WORKERS);
		sendHeartbeat("worker-0", queueStatus(QUEUE, 3, 30));
		assertThat(this.workerRegistry.stats(QUEUE).slots()).isEqualTo(WorkerRegistry.MAX_WORKERS + 2);
		advance(WorkerRegistry.RETENTION);
		sendHeartbeat("newcomer", queueStatus(QUEUE, 1, 30));
		assertThat(this.workerRegistry.stats(QUEUE).live()).isOne();
	}

	@Test
	void allowsBatchesOnceEveryLiveWorkerReadsThem() {
		this.connectedFor = WorkerRegistry.LIVENESS_TIMEOUT;
		assertThat(this.workerRegistry.acceptsBatches(QUEUE, 0)).isFalse();
		sendHeartbeat("new", queueStatus(QUEUE, 8, 30));
		assertThat(this.workerRegistry.acceptsBatches(QUEUE, 0)).isTrue();
		sendHeartbeat("old", queueStatusWithoutBatches(8), queueStatus("requests.other", 8, 30));
		assertThat(this.workerRegistry.acceptsBatches(QUEUE, 0)).isFalse();
		assertThat(this.workerRegistry.acceptsBatches("requests.other", 0)).isTrue();
		sendHeartbeat("old", queueStatusWithoutBatches(0));
		assertThat(this.workerRegistry.acceptsBatches(QUEUE, 0)).as("the old worker no longer consumes").isTrue();
		this.connectedFor = Duration.ZERO;
		assertThat(this.workerRegistry.acceptsBatches(QUEUE, 0)).as("an old worker may not have sent a heartbeat yet")
			.isFalse();
	}

	@Test
	void allowsNoBatchesWithSilentConsumer() {
		this.connectedFor = WorkerRegistry.LIVENESS_TIMEOUT;
		sendHeartbeat("one", queueStatus(QUEUE, 8, 30));
		sendHeartbeat("another", queueStatus(QUEUE, 8, 30));
		assertThat(this.workerRegistry.acceptsBatches(QUEUE, 2)).isTrue();
		assertThat(this.workerRegistry.acceptsBatches(QUEUE, 3)).isFalse();
		assertThat(this.workerRegistry.acceptsBatches(QUEUE, 1)).as("one worker has just left").isTrue();
	}

	@Test
	void isReliableOnlyAfterListeningLongEnough() {
		assertThat(this.workerRegistry.isReliable()).isFalse();
		this.connectedFor = WorkerRegistry.LIVENESS_TIMEOUT;
		assertThat(this.workerRegistry.isReliable()).isTrue();
	}

	private void sendHeartbeat(String worker, QueueStatus... queueStatuses) {
		this.workerRegistry.onHeartbeat(new Heartbeat(worker, false, List.of(queueStatuses)));
	}

	private static QueueStatus queueStatus(String queue, int concurrency, int limit, RequestId... longInFlight) {
		return new QueueStatus(queue, concurrency, 256, Duration.ofSeconds(limit), 5, 0, Duration.ZERO,
				List.of(longInFlight), true);
	}

	private static QueueStatus queueStatusWithoutBatches(int concurrency) {
		return new QueueStatus(QUEUE, concurrency, 256, Duration.ofSeconds(30), 5, 0, Duration.ZERO, List.of(), false);
	}

	private void advance(Duration time) {
		this.now += time.toNanos();
	}

}
