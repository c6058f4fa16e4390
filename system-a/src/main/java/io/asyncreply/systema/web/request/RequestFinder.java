package io.asyncreply.systema.web.request;

import java.time.Duration;

import io.asyncreply.messages.RawJson;
import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.estimation.QueueEstimators;
import io.asyncreply.systema.ledger.Ledger;
import io.asyncreply.systema.ledger.model.StoredRequest;
import io.asyncreply.systema.ledger.model.TransitionResult;
import io.asyncreply.systema.web.problem.ProblemException;
import io.asyncreply.systema.web.problem.ProblemType;
import org.jspecify.annotations.Nullable;

/**
 * Reads the requests of a caller.
 *
 * @param ledger the ledger
 * @param queueEstimators the estimators of all queues
 */
public record RequestFinder(Ledger ledger, QueueEstimators queueEstimators) {

	/**
	 * Finds a request.
	 * @param owner the caller
	 * @param id the request
	 * @return its row without a long result
	 * @throws ProblemException 404 if the caller has no such request, 410 if it was
	 * purged
	 * @throws io.asyncreply.systema.ledger.model.LedgerUnavailableException if the ledger
	 * cannot be read
	 */
	public StoredRequest find(String owner, RequestId id) {
		return this.ledger.find(owner, id).orElseThrow(() -> missingRequest(owner, id));
	}

	/** Finds the result of a request that succeeded, or throws as {@link #find} does. */
	RawJson findResult(String owner, RequestId id) {
		return this.ledger.findResult(owner, id).orElseThrow(() -> missingRequest(owner, id));
	}

	RequestStatus status(StoredRequest request, @Nullable Duration waited) {
		return new RequestStatus(request, waited, this.queueEstimators.estimate(request).orElse(null));
	}

	/** Explains why a transition did not change a request. */
	static ProblemException problemOf(TransitionResult transitionResult, ProblemType problemType) {
		if (transitionResult instanceof TransitionResult.Unchanged unchanged) {
			return ProblemException
				.of(problemType, "The state of the request does not allow it: " + unchanged.state() + ".")
				.withState(unchanged.state());
		}
		return (transitionResult instanceof TransitionResult.Purged) ? purgedRequest()
				: ProblemException.unknownRequest();
	}

	private ProblemException missingRequest(String owner, RequestId id) {
		return this.ledger.isPurged(owner, id) ? purgedRequest() : ProblemException.unknownRequest();
	}

	private static ProblemException purgedRequest() {
		return ProblemException.of(ProblemType.PURGED, "The request with this id has been purged.");
	}

}
