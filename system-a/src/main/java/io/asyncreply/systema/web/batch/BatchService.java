package io.asyncreply.systema.web.batch;

import java.util.Comparator;
import java.util.Map;
import java.util.Optional;

import io.asyncreply.messages.RequestId;
import io.asyncreply.messaging.json.StrictJson;
import io.asyncreply.systema.estimation.CompletionEstimate;
import io.asyncreply.systema.estimation.QueueEstimators;
import io.asyncreply.systema.ledger.Ledger;
import io.asyncreply.systema.ledger.batch.BatchLedger;
import io.asyncreply.systema.ledger.model.Batch;
import io.asyncreply.systema.web.problem.ProblemException;
import io.asyncreply.systema.web.problem.ProblemType;
import io.asyncreply.systema.web.request.StatusResponse;
import io.asyncreply.systema.web.response.ApiResponse;
import io.asyncreply.systema.web.response.RetryAfter;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/**
 * Tells owners where their batches stand, and nobody else.
 *
 * @param batches the truth
 * @param ledger remembers what was purged
 * @param flows tells when requests will have ended
 */
record BatchService(BatchLedger batches, Ledger ledger, QueueEstimators flows) {

	/**
	 * Finds a batch.
	 * @param owner who asks
	 * @param id the batch
	 * @return its row
	 * @throws ProblemException if there is none that the owner may see
	 * @throws io.asyncreply.systema.ledger.LedgerUnavailableException if the ledger
	 * cannot be read
	 */
	Batch find(String owner, RequestId id) {
		return this.batches.find(owner, id)
			.orElseThrow(() -> this.ledger.isPurged(owner, id)
					? ProblemException.of(ProblemType.PURGED, "There was a batch of this id; it has been purged.")
					: unknown());
	}

	/** Answers an upload that was stored to its end. */
	ApiResponse accepted(String owner, RequestId id) {
		return answer(HttpStatus.ACCEPTED, view(owner, id)).with(HttpHeaders.LOCATION, BatchController.PATH + "/" + id);
	}

	/** Answers a question after a batch. */
	ApiResponse standing(String owner, RequestId id) {
		return answer(HttpStatus.OK, view(owner, id));
	}

	static ProblemException unknown() {
		return ProblemException.of(ProblemType.UNKNOWN_BATCH, "There is no batch of this id.");
	}

	private BatchResponse view(String owner, RequestId id) {
		Batch batch = find(owner, id);
		return BatchResponse.of(batch, this.batches.count(batch), outlook(id).orElse(null));
	}

	private static ApiResponse answer(HttpStatus status, BatchResponse view) {
		ApiResponse answer = new ApiResponse(status.value(),
				Map.of(HttpHeaders.CONTENT_TYPE, ApiResponse.JSON, HttpHeaders.CACHE_CONTROL, "no-cache"),
				StrictJson.write(view));
		return view.done() ? answer : answer.with(HttpHeaders.RETRY_AFTER, Integer.toString(retryAfter(view.eta())));
	}

	/** While it comes in nobody knows how much there will be. */
	private static int retryAfter(StatusResponse.@Nullable EtaResponse eta) {
		return (eta != null && eta.seconds() != null) ? RetryAfter.of(eta.seconds()) : 1;
	}

	/** The latest end, or that nobody can tell one of them. */
	private Optional<BatchResponse.BatchForecast> outlook(RequestId id) {
		return this.batches.lastOpen(id)
			.stream()
			.flatMap((entry) -> this.flows.estimate(entry)
				.map((estimate) -> new BatchResponse.BatchForecast(estimate,
						this.flows.transferRate(entry).orElse(null)))
				.stream())
			.max(Comparator.comparingDouble((outlook) -> secondsOf(outlook.estimate())));
	}

	private static double secondsOf(CompletionEstimate estimate) {
		return (estimate.seconds() != null) ? estimate.seconds() : Double.POSITIVE_INFINITY;
	}

}
