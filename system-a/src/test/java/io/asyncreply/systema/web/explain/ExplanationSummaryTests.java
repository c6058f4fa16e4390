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
import io.asyncreply.systema.worker.QueueConditions;
import io.asyncreply.systema.worker.WorkerStats;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Puts into words why a request is where it is.
 */
class ExplanationSummaryTests {

	private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

	private static final Problem BROKEN = Problem.of("broken", "It failed", "So it was told.");

	private static final WorkerStats EIGHT = new WorkerStats(2, 8, 8);

	private static String queued(@Nullable CompletionEstimate estimate, QueueConditions circumstances) {
		return summary(entry(RequestState.QUEUED, 1, null, null), estimate, circumstances, null, null);
	}

	private static QueueConditions met(@Nullable WorkerStats crew) {
		return new QueueConditions(crew, NOON.minusSeconds(107), null);
	}

	private static QueueConditions cutOff() {
		return new QueueConditions(null, null, new QueueConditions.BrokerIssue(
				"the broker cannot be reached: Connection refused", NOON.minusSeconds(90)));
	}

	/** Came to where it is 41 seconds before noon, 200 after its life began. */
	private static StoredRequest entry(RequestState state, int attempt, Reply.@Nullable Progress progress,
			@Nullable Problem error) {
		Instant then = NOON.minusSeconds(41);
		StoredRequest.RequestTimes times = new StoredRequest.RequestTimes(then.minusSeconds(200),
				then.minusSeconds(200), then, NOON.plusSeconds(60), (state == RequestState.ACCEPTED) ? null : then,
				null, null);
		return new StoredRequest(RequestId.parse("01a2027b-9176-7ad6-aadb-9d62ac57b6b4").orElseThrow(), "anonymous",
				"text.process", Lane.INTERACTIVE, state, 1, attempt, attempt, times, progress, null,
				(error != null) ? StrictJson.write(error) : null);
	}

	private static String summary(StoredRequest entry, @Nullable CompletionEstimate estimate,
			QueueConditions circumstances, @Nullable Instant dispatchAt, @Nullable String worker) {
		return ExplanationSummary.of(new ExplanationFacts(entry, estimate, circumstances, dispatchAt, worker, NOON));
	}

	@Test
	void queuedRequestSaysWhoIsBeforeItAndWhoWorks() {
		assertThat(queued(new CompletionEstimate(12.34, 15.0, 412, "measured"), met(EIGHT)))
			.isEqualTo("queued 41 s; 412 ahead; 2 workers alive, 8 in hand with 8 slots; about 12 s to go");
		assertThat(queued(new CompletionEstimate(0.6, 1.0, 0, "capacity"), met(new WorkerStats(1, 1, 1))))
			.isEqualTo("queued 41 s; 0 ahead; 1 worker alive, 1 in hand with 1 slot; about 0.6 s to go");
	}

	@Test
	void queuedRequestSaysSinceWhenNobodyWorks() {
		CompletionEstimate unknown = new CompletionEstimate(null, null, 412, "no worker is alive");
		assertThat(queued(unknown, met(WorkerStats.NONE)))
			.isEqualTo("queued 41 s; 412 ahead; 0 workers alive since 2026-11-22T11:58:13Z");
		assertThat(queued(unknown, new QueueConditions(WorkerStats.NONE, null, null)))
			.isEqualTo("queued 41 s; 412 ahead; 0 workers alive since this System A started");
	}

	@Test
	void lostBrokerIsNotTakenForLostWorkers() {
		assertThat(queued(null, cutOff())).isEqualTo("queued 41 s; the broker cannot be reached: Connection refused, "
				+ "since 2026-11-22T11:58:30Z; workers cannot be heard at the moment");
	}

	@Test
	void acceptedRequestSaysWhatKeepsItFromTheBroker() {
		StoredRequest accepted = entry(RequestState.ACCEPTED, 1, null, null);
		assertThat(summary(accepted, null, met(EIGHT), null, null))
			.isEqualTo("accepted 41 s ago, not at the broker yet; about to be published");
		assertThat(summary(accepted, null, cutOff(), NOON.minusSeconds(1), null))
			.isEqualTo("accepted 41 s ago, not at the broker yet; the broker cannot be reached: Connection refused, "
					+ "since 2026-11-22T11:58:30Z");
		assertThat(summary(accepted, null, met(EIGHT), NOON.plusSeconds(5), null)).isEqualTo(
				"accepted 41 s ago, not at the broker yet; no queue took it, to be published at 2026-11-22T12:00:05Z");
	}

	@Test
	void retrySaysWhenItComesAndWhatWentWrong() {
		assertThat(summary(entry(RequestState.ACCEPTED, 3, null, BROKEN), null, met(EIGHT), NOON.plusSeconds(5), null))
			.isEqualTo("waits for attempt 3; to be published at 2026-11-22T12:00:05Z; "
					+ "last error: It failed: So it was told.");
	}

	@Test
	void runningRequestSaysInWhoseHandsItIs() {
		StoredRequest running = entry(RequestState.RUNNING, 2, new Reply.Progress(40, "rendering"), BROKEN);
		assertThat(summary(running, null, met(EIGHT), null, "w-1"))
			.isEqualTo("in the hands of worker w-1; 40 % done (rendering) as of 41 s ago; "
					+ "2 workers alive, 8 in hand with 8 slots; last error: It failed: So it was told.");
		assertThat(summary(running, null, met(WorkerStats.NONE), null, null))
			.startsWith("in the hands of a worker that does not name it at the moment; 40 % done");
	}

	@Test
	void endedRequestSaysHowAndWhen() {
		assertThat(summary(entry(RequestState.SUCCEEDED, 1, null, null), null, met(EIGHT), null, null))
			.isEqualTo("succeeded at 2026-11-22T11:59:19Z after 3 min");
		assertThat(summary(entry(RequestState.FAILED, 5, null, BROKEN), null, met(EIGHT), null, null))
			.isEqualTo("failed at 2026-11-22T11:59:19Z after 3 min; 5 attempts; It failed: So it was told.");
	}

	@Test
	void spansAreAsExactAsAnybodyWantsToKnow() {
		assertThat(
				queued(new CompletionEstimate(Duration.ofHours(7).toSeconds() + 0.0, 1.0, 1, "measured"), met(EIGHT)))
			.endsWith("about 7 h to go");
	}

}
