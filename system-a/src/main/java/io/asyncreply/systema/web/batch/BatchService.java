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
import io.asyncreply.systema.web.response.ApiPaths;
import io.asyncreply.systema.web.response.ApiResponse;
import io.asyncreply.systema.web.response.EtaResponse;
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
					? ProblemException.of(ProblemType.PURGED, "The batch with this id has been purged.")
					: ProblemException.unknownBatch());
	}

	/**
	 * Describes a batch, its requests by state and its estimate.
	 * @param owner the caller
	 * @param id the id of the batch
	 * @return the description
	 * @throws ProblemException as {@link #find} does
	 * @throws io.asyncreply.systema.ledger.model.LedgerUnavailableException if the ledger
	 * cannot be read
	 */
	BatchResponse describe(String owner, RequestId id) {
		Batch batch = find(owner, id);
		return BatchResponse.of(batch, this.batchLedger.countByState(batch), forecast(id).orElse(null));
	}

	/** Returns the {@code 200} response with the description of a batch. */
	ApiResponse statusResponse(String owner, RequestId id) {
		return toResponse(HttpStatus.OK, describe(owner, id));
	}

	/** Returns the {@code 202} response to a completely stored upload. */
	ApiResponse acceptedResponse(String owner, RequestId id) {
		return toResponse(HttpStatus.ACCEPTED, describe(owner, id)).withHeader(HttpHeaders.LOCATION,
				ApiPaths.BATCHES + "/" + id);
	}

	private static ApiResponse toResponse(HttpStatus status, BatchResponse batch) {
		ApiResponse response = new ApiResponse(status.value(),
				Map.of(HttpHeaders.CONTENT_TYPE, ApiResponse.JSON, HttpHeaders.CACHE_CONTROL, "no-cache"),
				StrictJson.write(batch));
		return batch.done() ? response : response.withHeader(HttpHeaders.RETRY_AFTER, retryAfter(batch));
	}

	/** Returns a backoff without an estimate, for example during an upload. */
	private static String retryAfter(BatchResponse batch) {
		EtaResponse eta = batch.eta();
		return Integer.toString((eta != null && eta.seconds() != null) ? RetryAfter.of(eta.seconds())
				: RetryAfter.unknown(batch.acceptedAt()));
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
