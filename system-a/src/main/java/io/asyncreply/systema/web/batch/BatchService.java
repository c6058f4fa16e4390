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
 * Finds and describes batches. A caller sees only its own batches.
 *
 * @param batchLedger the batches
 * @param ledger the tombstones
 * @param queueEstimators the estimates of their requests
 */
record BatchService(BatchLedger batchLedger, Ledger ledger, QueueEstimators queueEstimators) {

	/**
	 * Finds a batch.
	 * @param owner the caller
	 * @param id the id of the batch
	 * @return the stored batch
	 * @throws ProblemException 404 if the owner has no such batch, 410 if it has been
	 * purged
	 * @throws io.asyncreply.systema.ledger.model.LedgerUnavailableException if the ledger
	 * cannot be read
	 */
	Batch find(String owner, RequestId id) {
		return this.batchLedger.find(owner, id)
			.orElseThrow(() -> this.ledger.isPurged(owner, id)
					? ProblemException.of(ProblemType.PURGED, "The batch has been purged.") : unknownBatch());
	}

	/** Returns the {@code 202} response to a completely stored upload. */
	ApiResponse acceptedResponse(String owner, RequestId id) {
		return toResponse(HttpStatus.ACCEPTED, describe(owner, id)).withHeader(HttpHeaders.LOCATION,
				BatchController.PATH + "/" + id);
	}

	/** Returns the {@code 200} response with the current status. */
	ApiResponse statusResponse(String owner, RequestId id) {
		return toResponse(HttpStatus.OK, describe(owner, id));
	}

	static ProblemException unknownBatch() {
		return ProblemException.of(ProblemType.UNKNOWN_BATCH, "No batch has this id.");
	}

	private BatchResponse describe(String owner, RequestId id) {
		Batch batch = find(owner, id);
		return BatchResponse.of(batch, this.batchLedger.countByState(batch), forecast(id).orElse(null));
	}

	private static ApiResponse toResponse(HttpStatus status, BatchResponse body) {
		ApiResponse response = new ApiResponse(status.value(),
				Map.of(HttpHeaders.CONTENT_TYPE, ApiResponse.JSON, HttpHeaders.CACHE_CONTROL, "no-cache"),
				StrictJson.write(body));
		return body.done() ? response
				: response.withHeader(HttpHeaders.RETRY_AFTER, Integer.toString(retryAfter(body.eta())));
	}

	/**
	 * Without an estimate, for example during an upload, callers should retry after 1 s.
	 */
	private static int retryAfter(StatusResponse.@Nullable EtaResponse etaResponse) {
		return (etaResponse != null && etaResponse.seconds() != null) ? RetryAfter.of(etaResponse.seconds()) : 1;
	}

	/**
	 * Returns the latest forecast. A request without an estimate counts as the latest.
	 */
	private Optional<BatchResponse.BatchForecast> forecast(RequestId id) {
		return this.batchLedger.findLastOpen(id)
			.stream()
			.flatMap((request) -> this.queueEstimators.estimate(request)
				.map((completionEstimate) -> new BatchResponse.BatchForecast(completionEstimate,
						this.queueEstimators.transferRate(request).orElse(null)))
				.stream())
			.max(Comparator.comparingDouble((forecast) -> secondsOf(forecast.estimate())));
	}

	private static double secondsOf(CompletionEstimate completionEstimate) {
		return (completionEstimate.seconds() != null) ? completionEstimate.seconds() : Double.POSITIVE_INFINITY;
	}

}
