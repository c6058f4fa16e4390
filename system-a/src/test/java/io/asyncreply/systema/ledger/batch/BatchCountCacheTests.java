package io.asyncreply.systema.ledger.batch;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;

import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.ledger.model.Batch;
import io.asyncreply.systema.ledger.model.RequestState;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Age and number of cached counts.
 */
class BatchCountCacheTests {

	private static final RequestId ID = RequestId.generate(Clock.systemUTC());

	private static final Batch BATCH = batch(Batch.UploadState.RECEIVING, 0);

	private final BatchCountCache counts = new BatchCountCache(this::count, () -> this.now);

	private Duration duration = Duration.ofMillis(100);

	private long now;

	private long countCalls;

	private static Batch batch(Batch.UploadState uploadState, int second) {
		return new Batch(ID, "owner", uploadState, new Batch.BatchProgress(0, 0, null), Instant.EPOCH,
				Instant.EPOCH.plusSeconds(second));
	}

	private Map<RequestState, Long> count(RequestId batch) {
		this.now += this.duration.toNanos();
		return Map.of(RequestState.ACCEPTED, ++this.countCalls);
	}

	@Test
	void sharesCountForTenTimesItsDuration() {
		assertThat(this.counts.countByState(BATCH)).containsValue(1L);
		this.now += Duration.ofMillis(999).toNanos();
		assertThat(this.counts.countByState(BATCH)).containsValue(1L);
		this.now += Duration.ofMillis(1).toNanos();
		assertThat(this.counts.countByState(BATCH)).containsValue(2L);
	}

	@Test
	void doesNotShareFastCount() {
		this.duration = Duration.ofMillis(10);
		assertThat(this.counts.countByState(BATCH)).containsValue(1L);
		assertThat(this.counts.countByState(BATCH)).containsValue(2L);
	}

	@Test
	void recountsWhenUploadEnds() {
		assertThat(this.counts.countByState(batch(Batch.UploadState.RECEIVING, 0))).containsValue(1L);
		assertThat(this.counts.countByState(batch(Batch.UploadState.RECEIVING, 1))).containsValue(1L);
		assertThat(this.counts.countByState(batch(Batch.UploadState.BROKEN, 1))).containsValue(2L);
		assertThat(this.counts.countByState(batch(Batch.UploadState.BROKEN, 1))).containsValue(2L);
		assertThat(this.counts.countByState(batch(Batch.UploadState.BROKEN, 2))).containsValue(3L);
		assertThat(this.counts.countByState(batch(Batch.UploadState.COMPLETE, 2))).containsValue(4L);
		assertThat(this.counts.countByState(batch(Batch.UploadState.COMPLETE, 2))).containsValue(4L);
	}

	@Test
	void cachesLimitedNumberOfBatches() {
		this.counts.countByState(BATCH);
		Stream.generate(() -> RequestId.generate(Clock.systemUTC()))
			.limit(100)
			.map((id) -> new Batch(id, "owner", BATCH.uploadState(), BATCH.progress(), Instant.EPOCH, Instant.EPOCH))
			.forEach(this.counts::countByState);
		assertThat(this.countCalls).isEqualTo(101);
		this.counts.countByState(BATCH);
		assertThat(this.countCalls).isEqualTo(102);
	}

}
