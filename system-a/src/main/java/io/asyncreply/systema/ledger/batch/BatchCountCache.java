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
	private static final int MOST_REMEMBERED = 100;

	private final Function<RequestId, Map<RequestState, Long>> counting;

	private final LongSupplier nanoTime;

	private final Map<RequestId, CachedCount> counters = new LinkedHashMap<>(16, 0.75f, true) {

		private static final long serialVersionUID = 1L;

		@Override
		protected boolean removeEldestEntry(Map.Entry<RequestId, CachedCount> eldest) {
			return size() > MOST_REMEMBERED;
		}

	};

	public BatchCountCache(Function<RequestId, Map<RequestState, Long>> counting, LongSupplier nanoTime) {
		this.counting = counting;
		this.nanoTime = nanoTime;
	}

	Map<RequestState, Long> of(Batch batch) {
		return counter(batch.id()).read(batch);
	}

	private synchronized CachedCount counter(RequestId batch) {
		return this.counters.computeIfAbsent(batch, CachedCount::new);
	}

	/**
	 * Counts the requests of one batch, for one at a time.
	 */
	private final class CachedCount {

		private final RequestId batch;

		private final DutyCycle cycle = new DutyCycle(BatchCountCache.this.nanoTime);

		private Map<RequestState, Long> counts = Map.of();

		private Batch.@Nullable UploadState upload;

		private @Nullable Instant storedAt;

		CachedCount(RequestId batch) {
			this.batch = batch;
		}

		synchronized Map<RequestState, Long> read(Batch standing) {
			if (this.upload == null || this.cycle.isDue() || !hasAll(standing)) {
				this.cycle.run(() -> this.counts = Map.copyOf(BatchCountCache.this.counting.apply(this.batch)));
				this.upload = standing.upload();
				this.storedAt = standing.updatedAt();
			}
			return this.counts;
		}

		/** Or more may come in any case. */
		private boolean hasAll(Batch standing) {
			return standing.upload() == Batch.UploadState.RECEIVING
					|| (standing.upload() == this.upload && standing.updatedAt().equals(this.storedAt));
		}

	}

}
