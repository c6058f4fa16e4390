package io.asyncreply.systema.web.batch;

import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import io.asyncreply.systema.estimation.CompletionEstimate;
import io.asyncreply.systema.ledger.model.Batch;
import io.asyncreply.systema.ledger.model.RequestState;
import io.asyncreply.systema.web.response.EtaResponse;
import org.jspecify.annotations.Nullable;

/**
 * A batch as its caller sees it.
 *
 * @param id its id
 * @param upload how its latest upload is doing
 * @param done whether the upload and all requests have ended
 * @param lines the lines of the latest upload so far, blank ones not counted
 * @param refused those among them that were refused
 * @param refusals the first of these
 * @param total the requests of the batch
 * @param states how many of them are in which state
 * @param purged how many of them have been purged or erased; null if none
 * @param rate how many requests per second leave their queue, if that is measured
 * @param eta when the last of them will have ended; null once it has
 * @param acceptedAt when the first upload began
 * @param updatedAt when the latest one last stored something
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record BatchResponse(String id, Batch.UploadState upload, boolean done, long lines, long refused,
		@JsonRawValue @Nullable String refusals, long total, Map<RequestState, Long> states, @Nullable Long purged,
		@Nullable Double rate, @Nullable EtaResponse eta, Instant acceptedAt, Instant updatedAt) {

	static BatchResponse of(Batch batch, Map<RequestState, Long> counts, @Nullable BatchForecast forecast) {
		Batch.BatchProgress batchProgress = batch.progress();
		long stored = counts.values().stream().mapToLong(Long::longValue).sum();
		long total = (batch.uploadState() == Batch.UploadState.COMPLETE)
				? batchProgress.lines() - batchProgress.refused() : stored;
		boolean hasOpenRequests = counts.keySet().stream().anyMatch((state) -> !state.isEnded());
		return new BatchResponse(batch.id().toString(), batch.uploadState(),
				!hasOpenRequests && batch.uploadState() != Batch.UploadState.RECEIVING, batchProgress.lines(),
				batchProgress.refused(),
				(batchProgress.refusals() != null) ? batchProgress.refusals().toString() : null, total,
				allStates(counts), (total > stored) ? total - stored : null,
				(forecast != null) ? forecast.rate() : null,
				(forecast != null) ? EtaResponse.of(forecast.estimate()) : null, batch.acceptedAt(), batch.updatedAt());
	}

	private static Map<RequestState, Long> allStates(Map<RequestState, Long> counts) {
		Map<RequestState, Long> all = new EnumMap<>(RequestState.class);
		for (RequestState state : RequestState.values()) {
			all.put(state, counts.getOrDefault(state, 0L));
		}
		return all;
	}

	/**
	 * What is to be expected.
	 *
	 * @param estimate when the last request will have ended
	 * @param rate how many per second leave its queue, null while that is not measured
	 */
	record BatchForecast(CompletionEstimate estimate, @Nullable Double rate) {

	}

}
