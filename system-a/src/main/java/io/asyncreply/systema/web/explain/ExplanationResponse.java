package io.asyncreply.systema.web.explain;

import java.time.Instant;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.asyncreply.messages.Problem;
import io.asyncreply.messages.Reply;
import io.asyncreply.systema.ledger.model.RequestState;
import io.asyncreply.systema.ledger.model.StoredRequest;
import io.asyncreply.systema.web.request.StatusResponse;
import io.asyncreply.systema.worker.DispatchStatusMonitor.QueueConditions;
import io.asyncreply.systema.worker.WorkerStats;
import org.jspecify.annotations.Nullable;

/**
 * Why a request is where it is, in a sentence and fact by fact.
 *
 * @param id its id
 * @param state where it is in its life
 * @param summary the sentence
 * @param since when it came there; for work that runs, when the broker took it
 * @param attempts how many attempts there were, the current one among them
 * @param eta when it will have ended, and how many are before it
 * @param workers who works on its queue; null once it has ended, and while workers cannot
 * be heard
 * @param workersHeardAt when a worker of its queue was last heard
 * @param broker what keeps requests from the broker
 * @param dispatchAt from when on it may be published, if it waits in the ledger
 * @param worker who has it in hand
 * @param progress what the worker last reported
 * @param reportedAt when
 * @param error why it, or its last attempt, failed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ExplanationResponse(String id, RequestState state, String summary, Instant since, int attempts,
		StatusResponse.@Nullable EtaResponse eta, @Nullable WorkerStats workers, @Nullable Instant workersHeardAt,
		QueueConditions.@Nullable BrokerIssue broker, @Nullable Instant dispatchAt, @Nullable String worker,
		Reply.@Nullable Progress progress, @Nullable Instant reportedAt, @Nullable Problem error) {

	static ExplanationResponse of(ExplanationFacts explanationFacts) {
		StoredRequest request = explanationFacts.request();
		boolean open = !request.state().isEnded();
		QueueConditions conditions = explanationFacts.queueConditions();
		return new ExplanationResponse(request.id().toString(), request.state(),
				ExplanationSummary.of(explanationFacts), explanationFacts.since(), request.attempt(),
				(explanationFacts.estimate() != null) ? StatusResponse.EtaResponse.of(explanationFacts.estimate())
						: null,
				open ? conditions.workerStats() : null, open ? conditions.lastHeartbeatAt() : null,
				open ? conditions.brokerIssue() : null, explanationFacts.dispatchAt(), explanationFacts.worker(),
				request.progress(), (request.state() == RequestState.RUNNING) ? request.times().updatedAt() : null,
				explanationFacts.error());
	}

}
