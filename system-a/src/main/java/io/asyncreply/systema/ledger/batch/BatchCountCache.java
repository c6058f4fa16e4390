package io.asyncreply.systema.ledger.batch;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;

import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.DutyCycle;
import io.asyncreply.systema.ledger.model.Batch;
import io.asyncreply.systema.ledger.model.RequestState;
import org.jspecify.annotations.Nullable;

/**
 * Cache of the number of requests by state of a batch. A count is reused for ten times
 * the duration of its query, unless that was 10 ms or less. After an upload has ended,
 * the requests are counted again, so the count includes all stored lines.
 */
public final class BatchCountCache {

	/** When the cache is full, the count that was read least recently is dropped. */
	private static final int MAX_CACHED = 100;

	private final Function<RequestId, Map<RequestState, Long>> query;

	private final LongSupplier nanoTime;

	private final Map<RequestId, CachedCount> cachedCounts = new LinkedHashMap<>(16, 0.75f, true) {

		private static final long serialVersionUID = 1L;

		@Override
		protected boolean removeEldestEntry(Map.Entry<RequestId, CachedCount> eldest) {
			return size() > MAX_CACHED;
		}

	};

	/**
	 * Creates an empty cache.
	 * @param query counts the requests of a batch by state
	 * @param nanoTime monotonic clock in nanoseconds
	 */
	public BatchCountCache(Function<RequestId, Map<RequestState, Long>> query, LongSupplier nanoTime) {
		this.query = query;
		this.nanoTime = nanoTime;
	}

	Map<RequestState, Long> countByState(Batch batch) {
		return cachedCount(batch.id()).get(batch);
	}

	private synchronized CachedCount cachedCount(RequestId batch) {
		return this.cachedCounts.computeIfAbsent(batch, CachedCount::new);
	}

	/**
	 * Count of one batch. Only one thread at a time runs the query.
	 */
	private final class CachedCount {

		private final RequestId batch;

		private final DutyCycle dutyCycle = new DutyCycle(BatchCountCache.this.nanoTime);

		private Map<RequestState, Long> counts = Map.of();

		private Batch.@Nullable UploadState uploadState;

		private @Nullable Instant updatedAt;

		CachedCount(RequestId batch) {
			this.batch = batch;
		}

		synchronized Map<RequestState, Long> get(Batch current) {
			if (this.uploadState == null || this.dutyCycle.isDue() || !isUpToDate(current)) {
				this.dutyCycle.run(() -> this.counts = Map.copyOf(BatchCountCache.this.query.apply(this.batch)));
				this.uploadState = current.uploadState();
				this.updatedAt = current.updatedAt();
			}
			return this.counts;
		}

		/** While an upload is being received, a count is outdated in any case. */
		private boolean isUpToDate(Batch current) {
			return current.uploadState() == Batch.UploadState.RECEIVING
					|| (current.uploadState() == this.uploadState && current.updatedAt().equals(this.updatedAt));
		}

	}

}
