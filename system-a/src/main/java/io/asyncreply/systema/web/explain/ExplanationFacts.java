package io.asyncreply.systema.web.explain;

import java.time.Instant;

import io.asyncreply.messages.Problem;
import io.asyncreply.messaging.json.MalformedJsonException;
import io.asyncreply.messaging.json.StrictJson;
import io.asyncreply.systema.estimation.CompletionEstimate;
import io.asyncreply.systema.ledger.model.StoredRequest;
import io.asyncreply.systema.worker.DispatchStatusMonitor.QueueConditions;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of why a request is where it is.
 *
 * @param request its row
 * @param estimate when it will have ended, null once it has
 * @param queueConditions what it meets on its way
 * @param dispatchAt from when on it may be published, null unless it waits in the ledger
 * @param worker who has it in hand, null if nobody is known to
 * @param now when this was put together
 */
record ExplanationFacts(StoredRequest request, @Nullable CompletionEstimate estimate, QueueConditions queueConditions,
		@Nullable Instant dispatchAt, @Nullable String worker, Instant now) {

	/** When it came to where it is; for work that runs, when the broker took it. */
	Instant since() {
		StoredRequest.RequestTimes requestTimes = this.request.times();
		return switch (this.request.state()) {
			case QUEUED, RUNNING -> (requestTimes.sentAt() != null) ? requestTimes.sentAt() : requestTimes.updatedAt();
			case ACCEPTED, SUCCEEDED, FAILED, EXPIRED, CANCELLED -> requestTimes.updatedAt();
		};
	}

	/** Why its last attempt, or the request, failed; null if none did. */
	@Nullable Problem error() {
		try {
			return (this.request.error() != null) ? StrictJson.bind(this.request.error(), Problem.class) : null;
		}
		catch (MalformedJsonException ex) {
			return null; // of another version
		}
	}

}
