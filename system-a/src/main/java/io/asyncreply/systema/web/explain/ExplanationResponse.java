package io.asyncreply.systema.web.explain;

import java.time.Instant;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.asyncreply.messages.Problem;
import io.asyncreply.messages.Reply;
import io.asyncreply.messaging.json.MalformedJsonException;
import io.asyncreply.messaging.json.StrictJson;
import io.asyncreply.systema.estimation.CompletionEstimate;
import io.asyncreply.systema.ledger.model.RequestState;
import io.asyncreply.systema.ledger.model.StoredRequest;
import io.asyncreply.systema.web.response.EtaResponse;
import io.asyncreply.systema.worker.DispatchStatusMonitor.QueueConditions;
import io.asyncreply.systema.worker.WorkerStats;
import org.jspecify.annotations.Nullable;

/**
 * Explanation why a request is in its state, as a sentence and as facts.
 *
 * @param id id of the request
 * @param state its state
 * @param summary the sentence
 * @param since start of the state; for sent requests, when the broker confirmed them
 * @param attempts number of attempts, including the current one
 * @param eta estimated time until a terminal state
 * @param unknownOperation true if this System A does not know the operation
 * @param workers workers of its queue; null in a terminal state and while heartbeats
 * cannot be received
 * @param workersHeardAt last heartbeat of a worker of its queue
 * @param broker problem that keeps requests from the broker
 * @param dispatchAt earliest time to publish it; null unless it waits in the outbox
 * @param worker worker that has it in flight
 * @param progress last reported progress
 * @param reportedAt time of that report
 * @param error why the request, or its last attempt, failed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ExplanationResponse(String id, RequestState state, String summary, Instant since, int attempts,
		@Nullable EtaResponse eta, @Nullable Boolean unknownOperation, @Nullable WorkerStats workers,
		@Nullable Instant workersHeardAt, QueueConditions.@Nullable BrokerIssue broker, @Nullable Instant dispatchAt,
		@Nullable String worker, Reply.@Nullable Progress progress, @Nullable Instant reportedAt,
		@Nullable Problem error) {

	static ExplanationResponse of(ExplanationFacts facts) {
		StoredRequest request = facts.request();
		boolean open = !request.state().isEnded();
		QueueConditions conditions = facts.queueConditions();
		return new ExplanationResponse(request.id().toString(), request.state(), ExplanationSummary.of(facts),
				facts.since(), request.attempt(), (facts.estimate() != null) ? EtaResponse.of(facts.estimate()) : null,
				(open && !conditions.operationKnown()) ? true : null, open ? conditions.workerStats() : null,
				open ? conditions.lastHeartbeatAt() : null, open ? conditions.brokerIssue() : null, facts.dispatchAt(),
				facts.worker(), request.progress(),
				(request.state() == RequestState.RUNNING) ? request.times().updatedAt() : null, facts.error());
	}

	/**
	 * Facts about a request at one moment.
	 *
	 * @param request its row
	 * @param estimate estimated time until a terminal state; null in a terminal state
	 * @param queueConditions state of its queue, its workers and the broker
	 * @param dispatchAt earliest time to publish it; null unless it waits in the outbox
	 * @param worker worker that has it in flight; null if none is known
	 * @param now the moment
	 */
	record ExplanationFacts(StoredRequest request, @Nullable CompletionEstimate estimate,
			QueueConditions queueConditions, @Nullable Instant dispatchAt, @Nullable String worker, Instant now) {

		/** Start of the state; for sent requests, when the broker confirmed them. */
		Instant since() {
			StoredRequest.RequestTimes times = this.request.times();
			return switch (this.request.state()) {
				case QUEUED, RUNNING -> (times.sentAt() != null) ? times.sentAt() : times.updatedAt();
				case ACCEPTED, SUCCEEDED, FAILED, EXPIRED, CANCELLED -> times.updatedAt();
			};
		}

		/** Why the request, or its last attempt, failed; null if it did not. */
		@Nullable Problem error() {
			try {
				return (this.request.error() != null) ? StrictJson.bind(this.request.error(), Problem.class) : null;
			}
			catch (MalformedJsonException ex) {
				return null; // Written by another version.
			}
		}

	}

}
