package io.asyncreply.systema.worker;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import io.asyncreply.messages.ControlMessage;
import io.asyncreply.messages.ControlMessage.Heartbeat;
import io.asyncreply.messages.ControlMessage.QueueStatus;
import io.asyncreply.messages.RequestId;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests what the registry knows of workers from their heartbeats.
 */
class WorkerRegistryTests {

	private static final String QUEUE = "requests.text.process";

	private static final String USER = "system-b";

	private static final RequestId REQUEST = RequestId.generate(Clock.systemUTC());

	private long now = Long.MAX_VALUE - 1_000; // System.nanoTime() may overflow

	private final MeterRegistry meters = new SimpleMeterRegistry();

	/** Consumers that the broker counts, null if unknown. */
	private @Nullable Long consumers;

	private Duration connectedFor = Duration.ZERO;

	private final WorkerRegistry workerRegistry = new WorkerRegistry(List.of(QUEUE, "requests.other"),
			(queue) -> Optional.ofNullable(this.consumers), () -> this.connectedFor, () -> this.now, this.meters);

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
		this.workerRegistry.onHeartbeat(new Heartbeat("one", true, List.of()), USER);
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
		this.workerRegistry.onHeartbeat(new Heartbeat("one", true, List.of()), USER);
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
	void limitsWorkersOfOneUser() {
		for (int i = 0; i < 2 * KnownWorkers.MAX_WORKERS; i++) {
			sendHeartbeat("invented-" + i, queueStatus(QUEUE, 1, 30));
		}
		assertThat(this.workerRegistry.stats(QUEUE).live()).isEqualTo(KnownWorkers.MAX_WORKERS_OF_USER);
		assertThat(this.meters.get("asyncreply.workers.refused").counter().count())
			.isEqualTo(2 * KnownWorkers.MAX_WORKERS - KnownWorkers.MAX_WORKERS_OF_USER);
		this.workerRegistry.onHeartbeat(new Heartbeat("real", false, List.of(queueStatus(QUEUE, 7, 30))), "another");
		assertThat(this.workerRegistry.stats(QUEUE).slots()).isEqualTo(KnownWorkers.MAX_WORKERS_OF_USER + 7);
	}

	@Test
	void keepsWorkingWorkersAmongInventedOnes() {
		sendHeartbeat("real", completed(1));
		sendHeartbeat("real", completed(2));
		for (int i = 0; i < 2 * KnownWorkers.MAX_WORKERS; i++) {
			sendHeartbeat("invented-" + i, queueStatus("requests.other", 1, 30));
		}
		assertThat(this.workerRegistry.stats(QUEUE).live()).isOne();
		sendHeartbeat("newcomer", completed(0));
		sendHeartbeat("newcomer", completed(1));
		sendHeartbeat("invented", queueStatus("requests.other", 1, 30));
		assertThat(this.workerRegistry.stats(QUEUE).live()).isEqualTo(2);
	}

	@Test
	void replacesSilentWorkersOfOneUser() {
		for (int i = 0; i < KnownWorkers.MAX_WORKERS_OF_USER; i++) {
			sendHeartbeat("ended-" + i, completed(1));
			sendHeartbeat("ended-" + i, completed(2));
		}
		advance(WorkerRegistry.LIVENESS_TIMEOUT);
		sendHeartbeat("newcomer", queueStatus(QUEUE, 1, 30));
		assertThat(this.workerRegistry.stats(QUEUE).live()).isOne();
	}

	@Test
	void countsNoMoreWorkersThanConsumers() {
		sendHeartbeat("idle", queueStatus(QUEUE, 100, 30));
		advance(Duration.ofMillis(1));
		sendHeartbeat("working", completed(1));
		sendHeartbeat("working", completed(2));
		sendHeartbeat("draining", queueStatus(QUEUE, 0, 30));
		for (long one : new long[] { 0, 1 }) {
			this.consumers = one;
			assertThat(this.workerRegistry.stats(QUEUE)).isEqualTo(new WorkerStats(1, 8, 10));
		}
		this.consumers = 2L;
		assertThat(this.workerRegistry.stats(QUEUE)).isEqualTo(new WorkerStats(2, 108, 15));
	}

	@Test
	void acceptsNoHeartbeatOfAnotherUser() {
		sendHeartbeat("one", queueStatus(QUEUE, 8, 30));
		this.workerRegistry.onHeartbeat(new Heartbeat("one", false, List.of(queueStatus(QUEUE, 99, 30))), "another");
		this.workerRegistry.onHeartbeat(new Heartbeat("one", true, List.of()), "another");
		assertThat(this.workerRegistry.stats(QUEUE).slots()).isEqualTo(8);
	}

	@Test
	void ignoresUnknownQueues() {
		sendHeartbeat("one", queueStatus("requests.invented", 8, 30, REQUEST));
		assertThat(this.workerRegistry.timeSinceHeartbeat("requests.invented")).isEmpty();
		assertThat(this.workerRegistry.canBeInFlight(REQUEST)).isFalse();
	}

	@Test
	void limitsRequestsThatHeartbeatsList() {
		RequestId[] ids = Stream.generate(() -> RequestId.generate(Clock.systemUTC()))
			.limit(ControlMessage.MAX_REQUESTS)
			.toArray(RequestId[]::new);
		for (int i = 0; i < 10; i++) {
			sendHeartbeat("worker-" + i, queueStatus(QUEUE, 1, 30, ids));
		}
		assertThat(this.workerRegistry.stats(QUEUE).live())
			.isEqualTo(KnownWorkers.MAX_LISTED_REQUESTS / ControlMessage.MAX_REQUESTS);
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
		this.workerRegistry.onHeartbeat(new Heartbeat(worker, false, List.of(queueStatuses)), USER);
	}

	private static QueueStatus queueStatus(String queue, int concurrency, int limit, RequestId... longInFlight) {
		return new QueueStatus(queue, concurrency, 256, Duration.ofSeconds(limit), 5, 0, Duration.ZERO,
				List.of(longInFlight), true);
	}

	private static QueueStatus completed(int completed) {
		return new QueueStatus(QUEUE, 8, 256, Duration.ofSeconds(30), 5, completed, Duration.ZERO, List.of(), true);
	}

	private static QueueStatus queueStatusWithoutBatches(int concurrency) {
		return new QueueStatus(QUEUE, concurrency, 256, Duration.ofSeconds(30), 5, 0, Duration.ZERO, List.of(), false);
	}

	private void advance(Duration time) {
		this.now += time.toNanos();
	}

}
