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
 * Tells owners where their batches stand, and nobody else.
 *
 * @param batchLedger the truth
 * @param ledger remembers what was purged
 * @param queueEstimators tells when requests will have ended
 */
record BatchService(BatchLedger batchLedger, Ledger ledger, QueueEstimators queueEstimators) {

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
		return this.batchLedger.find(owner, id)
			.orElseThrow(() -> this.ledger.isPurged(owner, id)
					? ProblemException.of(ProblemType.PURGED, "The batch with this id has been purged.")
					: ProblemException.unknownBatch());
	}

	/** Answers an upload that was stored to its end. */
	ApiResponse acceptedResponse(String owner, RequestId id) {
		return toResponse(HttpStatus.ACCEPTED, describe(owner, id)).withHeader(HttpHeaders.LOCATION,
				ApiPaths.BATCHES + "/" + id);
	}

	/** Answers a question after a batch. */
	ApiResponse statusResponse(String owner, RequestId id) {
		return toResponse(HttpStatus.OK, describe(owner, id));
	}

	private BatchResponse describe(String owner, RequestId id) {
		Batch batch = find(owner, id);
		return BatchResponse.of(batch, this.batchLedger.countByState(batch), forecast(id).orElse(null));
	}

	private static ApiResponse toResponse(HttpStatus status, BatchResponse body) {
		ApiResponse answer = new ApiResponse(status.value(),
				Map.of(HttpHeaders.CONTENT_TYPE, ApiResponse.JSON, HttpHeaders.CACHE_CONTROL, "no-cache"),
				StrictJson.write(body));
		return body.done() ? answer
				: answer.withHeader(HttpHeaders.RETRY_AFTER, Integer.toString(retryAfter(body.eta())));
	}

	/** While it comes in nobody knows how much there will be. */
	private static int retryAfter(@Nullable EtaResponse etaResponse) {
		return (etaResponse != null && etaResponse.seconds() != null) ? RetryAfter.of(etaResponse.seconds()) : 1;
	}

	/** The latest end, or that nobody can tell one of them. */
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
