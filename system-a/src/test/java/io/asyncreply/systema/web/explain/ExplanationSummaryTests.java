package io.asyncreply.systema.web.explain;

import java.time.Duration;
import java.time.Instant;

import io.asyncreply.messages.Lane;
import io.asyncreply.messages.Problem;
import io.asyncreply.messages.Reply;
import io.asyncreply.messages.RequestId;
import io.asyncreply.messaging.json.StrictJson;
import io.asyncreply.systema.estimation.CompletionEstimate;
import io.asyncreply.systema.ledger.model.RequestState;
import io.asyncreply.systema.ledger.model.StoredRequest;
import io.asyncreply.systema.worker.DispatchStatusMonitor.QueueConditions;
import io.asyncreply.systema.worker.WorkerStats;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sentences for each state.
 */
class ExplanationSummaryTests {

	private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

	private static final Problem BROKEN = Problem.of("broken", "It failed", "Reported by the test.");

	private static final WorkerStats TWO_WORKERS = new WorkerStats(2, 8, 8);

	private static String queued(@Nullable CompletionEstimate completionEstimate, QueueConditions queueConditions) {
		return summary(storedRequest(RequestState.QUEUED, 1, null, null), completionEstimate, queueConditions, null,
				null);
	}

	private static QueueConditions withWorkers(@Nullable WorkerStats workerStats) {
		return new QueueConditions(true, workerStats, NOON.minusSeconds(107), null);
	}

	private static QueueConditions withoutBroker() {
		return new QueueConditions(true, null, null, new QueueConditions.BrokerIssue(
				"the broker cannot be reached: Connection refused", NOON.minusSeconds(90)));
	}

	/** Creates a row. Its state began 41 s before noon, 200 s after the generation. */
	private static StoredRequest storedRequest(RequestState state, int attempt, Reply.@Nullable Progress progress,
			@Nullable Problem error) {
		Instant stateSince = NOON.minusSeconds(41);
		StoredRequest.RequestTimes requestTimes = new StoredRequest.RequestTimes(stateSince.minusSeconds(200),
				stateSince.minusSeconds(200), stateSince, NOON.plusSeconds(60),
				(state == RequestState.ACCEPTED) ? null : stateSince, null, null);
		return new StoredRequest(RequestId.parse("01a2027b-9176-7ad6-aadb-9d62ac57b6b4").orElseThrow(), "anonymous",
				"text.process", Lane.INTERACTIVE, state, 1, attempt, attempt, requestTimes, progress, null,
				(error != null) ? StrictJson.write(error) : null);
	}

	private static String summary(StoredRequest stored, @Nullable CompletionEstimate completionEstimate,
			QueueConditions queueConditions, @Nullable Instant dispatchAt, @Nullable String worker) {
		return ExplanationSummary.of(new ExplanationResponse.ExplanationFacts(stored, completionEstimate,
				queueConditions, dispatchAt, worker, NOON));
	}

	@Test
	void namesPositionAndWorkersOfQueuedRequest() {
		assertThat(queued(new CompletionEstimate(12.34, 15.0, 412, CompletionEstimate.EstimateBasis.MEASURED),
				withWorkers(TWO_WORKERS)))
			.isEqualTo("queued 41 s; 412 ahead; 2 live workers, 8 in flight with 8 slots; about 12 s to go");
		assertThat(queued(new CompletionEstimate(0.6, 1.0, 0, CompletionEstimate.EstimateBasis.CAPACITY),
				withWorkers(new WorkerStats(1, 1, 1))))
			.isEqualTo("queued 41 s; 0 ahead; 1 live worker, 1 in flight with 1 slot; about 0.6 s to go");
	}

	@Test
	void namesTimeSinceLastWorker() {
		CompletionEstimate unknown = new CompletionEstimate(null, null, 412,
				CompletionEstimate.EstimateBasis.NO_LIVE_WORKER);
		assertThat(queued(unknown, withWorkers(WorkerStats.NONE)))
			.isEqualTo("queued 41 s; 412 ahead; no worker is live since 2026-11-22T11:58:13Z");
		assertThat(queued(unknown, new QueueConditions(true, WorkerStats.NONE, null, null)))
			.isEqualTo("queued 41 s; 412 ahead; no worker is live since this System A started");
	}

	@Test
	void distinguishesLostBrokerFromLostWorkers() {
		assertThat(queued(null, withoutBroker()))
			.isEqualTo("queued 41 s; the broker cannot be reached: Connection refused, "
					+ "since 2026-11-22T11:58:30Z; no heartbeats can be received at the moment");
	}

	@Test
	void explainsWhyRequestIsNotPublished() {
		StoredRequest accepted = storedRequest(RequestState.ACCEPTED, 1, null, null);
		assertThat(summary(accepted, null, withWorkers(TWO_WORKERS), null, null))
			.isEqualTo("accepted 41 s ago, not published yet; about to be published");
		assertThat(summary(accepted, null, withoutBroker(), NOON.minusSeconds(1), null))
			.isEqualTo("accepted 41 s ago, not published yet; the broker cannot be reached: Connection refused, "
					+ "since 2026-11-22T11:58:30Z");
		assertThat(summary(accepted, null, withWorkers(TWO_WORKERS), NOON.plusSeconds(5), null)).isEqualTo(
				"accepted 41 s ago, not published yet; rejected by its queue, to be published at 2026-11-22T12:00:05Z");
	}

	@Test
	void namesTimeAndCauseOfRetry() {
		assertThat(summary(storedRequest(RequestState.ACCEPTED, 3, null, BROKEN), null, withWorkers(TWO_WORKERS),
				NOON.plusSeconds(5), null))
			.isEqualTo("waits for attempt 3; to be published at 2026-11-22T12:00:05Z; "
					+ "last error: It failed: Reported by the test.");
	}

	@Test
	void namesWorkerOfRunningRequest() {
		StoredRequest running = storedRequest(RequestState.RUNNING, 2, new Reply.Progress(40, "rendering"), BROKEN);
		assertThat(summary(running, null, withWorkers(TWO_WORKERS), null, "w-1"))
			.isEqualTo("being processed by worker w-1; 40 % done (rendering) as of 41 s ago; "
					+ "2 live workers, 8 in flight with 8 slots; last error: It failed: Reported by the test.");
		assertThat(summary(running, null, withWorkers(WorkerStats.NONE), null, null))
			.startsWith("being processed; the worker is not known at the moment; 40 % done");
	}

	@ParameterizedTest
	@EnumSource(names = { "ACCEPTED", "QUEUED", "RUNNING" })
	void saysThatNoSystemKnowsOperation(RequestState state) {
		assertThat(summaryOfUnknownOperation(state, WorkerStats.NONE))
			.contains("no system knows this operation: System A has no such operation, and no live worker processes it")
			.doesNotContain("being processed")
			.doesNotContain("about to be published");
		assertThat(summaryOfUnknownOperation(state, TWO_WORKERS)).contains("this System A does not know the operation")
			.doesNotContain("no system");
		assertThat(summaryOfUnknownOperation(state, null)).contains("this System A does not know the operation")
			.doesNotContain("no system");
	}

	private static String summaryOfUnknownOperation(RequestState state, @Nullable WorkerStats workerStats) {
		return summary(storedRequest(state, 1, null, null), null, new QueueConditions(false, workerStats, null, null),
				null, null);
	}

	@Test
	void namesOutcomeAndTimeOfEndedRequest() {
		assertThat(summary(storedRequest(RequestState.SUCCEEDED, 1, null, null), null, withWorkers(TWO_WORKERS), null,
				null))
			.isEqualTo("succeeded at 2026-11-22T11:59:19Z after 3 min");
		assertThat(summary(storedRequest(RequestState.FAILED, 5, null, BROKEN), null, withWorkers(TWO_WORKERS), null,
				null))
			.isEqualTo("failed at 2026-11-22T11:59:19Z after 3 min; 5 attempts; It failed: Reported by the test.");
	}

	@Test
	void roundsLongDurations() {
		assertThat(queued(new CompletionEstimate(Duration.ofHours(7).toSeconds() + 0.0, 1.0, 1,
				CompletionEstimate.EstimateBasis.MEASURED), withWorkers(TWO_WORKERS)))
			.endsWith("about 7 h to go");
	}

}
