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
 * Counts the requests of batches by state. Counting a large batch takes a while: however
 * many ask, they share a count for ten times as long as it took, unless that was only a
 * moment, or an upload has ended since: then everything that it stored is in the count.
 */
public final class BatchCountCache {

	/** Others are counted anew each time that somebody asks. */
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
	 * Counts the requests of one batch, for one at a time.
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

		/** Or more may come in any case. */
		private boolean isUpToDate(Batch current) {
			return current.uploadState() == Batch.UploadState.RECEIVING
					|| (current.uploadState() == this.uploadState && current.updatedAt().equals(this.updatedAt));
		}

	}

}
