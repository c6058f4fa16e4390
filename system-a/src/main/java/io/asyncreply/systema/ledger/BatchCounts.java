package io.asyncreply.systema.ledger;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;

import io.asyncreply.messages.RequestId;
import org.jspecify.annotations.Nullable;

/**
 * Counts the requests of batches by state. Counting a large batch takes a while: however
 * many ask, they share a count for ten times as long as it took, unless that was only a
 * moment, or an upload has ended since: then everything that it stored is in the count.
 */
final class BatchCounts {

	/** Others are counted anew each time that somebody asks. */
	private static final int MOST_REMEMBERED = 100;

	private final Function<RequestId, Map<State, Long>> counting;

	private final LongSupplier nanoTime;

	private final Map<RequestId, Counter> counters = new LinkedHashMap<>(16, 0.75f, true) {

		private static final long serialVersionUID = 1L;

		@Override
		protected boolean removeEldestEntry(Map.Entry<RequestId, Counter> eldest) {
			return size() > MOST_REMEMBERED;
		}

	};

	BatchCounts(Function<RequestId, Map<State, Long>> counting, LongSupplier nanoTime) {
		this.counting = counting;
		this.nanoTime = nanoTime;
	}

	Map<State, Long> of(Batch batch) {
		return counter(batch.id()).read(batch);
	}

	private synchronized Counter counter(RequestId batch) {
		return this.counters.computeIfAbsent(batch, Counter::new);
	}

	/**
	 * Counts the requests of one batch, for one at a time.
	 */
	private final class Counter {

		private final RequestId batch;

		private final DutyCycle cycle = new DutyCycle(BatchCounts.this.nanoTime);

		private Map<State, Long> counts = Map.of();

		private Batch.@Nullable Upload upload;

		private @Nullable Instant storedAt;

		Counter(RequestId batch) {
			this.batch = batch;
		}

		synchronized Map<State, Long> read(Batch standing) {
			if (this.upload == null || this.cycle.isDue() || !hasAll(standing)) {
				this.cycle.run(() -> this.counts = Map.copyOf(BatchCounts.this.counting.apply(this.batch)));
				this.upload = standing.upload();
				this.storedAt = standing.updatedAt();
			}
			return this.counts;
		}

		/** Or more may come in any case. */
		private boolean hasAll(Batch standing) {
			return standing.upload() == Batch.Upload.RECEIVING
					|| (standing.upload() == this.upload && standing.updatedAt().equals(this.storedAt));
		}

	}

}
