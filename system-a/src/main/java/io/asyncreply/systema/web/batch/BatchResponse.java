package io.asyncreply.systema.web.batch;

import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import io.asyncreply.messaging.DecimalRounding;
import io.asyncreply.systema.estimation.CompletionEstimate;
import io.asyncreply.systema.ledger.model.Batch;
import io.asyncreply.systema.ledger.model.RequestState;
import io.asyncreply.systema.web.response.EtaResponse;
import org.jspecify.annotations.Nullable;

/**
 * JSON of a batch.
 *
 * @param id its id
 * @param upload the state of the latest upload
 * @param done true after the upload has ended and all requests are in a terminal state
 * @param lines non-blank lines of the latest upload so far
 * @param refused rejected lines of the latest upload so far
 * @param refusals JSON array of the first 100 rejected lines; null if there are none
 * @param total requests of the batch
 * @param states number of requests by state
 * @param purged number of purged or erased requests; null if there are none
 * @param rate transfer rate of the queue of the last request, per second; null if it is
 * not measured
 * @param eta estimate of the end of the last request; null after that
 * @param acceptedAt start of the first upload
 * @param updatedAt time of the last change of the latest upload
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
				(forecast != null) ? DecimalRounding.round(forecast.rate()) : null,
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
	 * Forecast for the open request that probably ends last.
	 *
	 * @param estimate its estimate
	 * @param rate transfer rate of its queue, per second; null if it is not measured
	 */
	record BatchForecast(CompletionEstimate estimate, @Nullable Double rate) {

	}

}
