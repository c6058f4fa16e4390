package io.asyncreply.systema.ledger.admission;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Pauses and chunk sizes of {@link BulkThrottle}.
 */
class BulkThrottleTests {

	private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 10);

	private final BulkThrottle bulkThrottle = new BulkThrottle(this.now::get);

	@Test
	void doesNotPauseWithoutInteractiveRequests() {
		assertThat(this.bulkThrottle.pauseAfter(1_000)).isZero();
		assertThat(this.bulkThrottle.chunkLines()).isEqualTo(256);
	}

	@Test
	void pausesThreeTimesTheChunkDurationBesideInteractiveRequests() {
		this.bulkThrottle.onInteractiveRequest();
		this.now.addAndGet(TimeUnit.MILLISECONDS.toNanos(999));
		assertThat(this.bulkThrottle.pauseAfter(1_000)).isEqualTo(3_000);
		assertThat(this.bulkThrottle.chunkLines()).isEqualTo(64);
	}

	@Test
	void pausesForAtMostOneSecond() {
		this.bulkThrottle.onInteractiveRequest();
		assertThat(this.bulkThrottle.pauseAfter(TimeUnit.SECONDS.toNanos(20))).isEqualTo(TimeUnit.SECONDS.toNanos(1));
	}

	@Test
	void forgetsInteractiveRequestsAfterOneSecond() {
		this.bulkThrottle.onInteractiveRequest();
		this.now.addAndGet(TimeUnit.SECONDS.toNanos(1));
		assertThat(this.bulkThrottle.pauseAfter(1_000)).isZero();
	}

}
