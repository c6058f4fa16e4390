package io.asyncreply.systema.ledger.admission;

import java.util.Collections;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of {@link CallerQuota}.
 */
class CallerQuotaTests {

	private static final int MAX_OPEN = 3;

	private static final int CALLERS = 2;

	private static final String OWNER = "caller";

	private final CallerQuota callerQuota = new CallerQuota(MAX_OPEN);

	@Test
	void reusesReleasedReservation() {
		reserveAll();
		assertQuotaIsUsedUp();
		this.callerQuota.release(OWNER);
		this.callerQuota.reserve(OWNER);
		assertQuotaIsUsedUp();
		this.callerQuota.confirm(OWNER);
		assertQuotaIsUsedUp();
		this.callerQuota.onRequestEnded(OWNER);
		this.callerQuota.reserve(OWNER);
	}

	@Test
	void recountKeepsUncommittedReservations() {
		this.callerQuota.reserve(OWNER);
		this.callerQuota.resetCounts(Map.of(OWNER, MAX_OPEN - 2L));
		this.callerQuota.reserve(OWNER);
		assertQuotaIsUsedUp();
	}

	/** A reservation that becomes an open request counts once, at every moment. */
	@Test
	void neverExceedsQuotaUnderConcurrency() throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
		try {
			for (int round = 0; round < 50_000; round++) {
				CallerQuota newQuota = new CallerQuota(MAX_OPEN);
				AtomicInteger open = new AtomicInteger();
				threads.invokeAll(
						Collections.nCopies(CALLERS, Executors.callable(() -> submitUntilRejected(newQuota, open))));
				assertThat(open).hasValue(MAX_OPEN);
			}
		}
		finally {
			threads.shutdownNow();
		}
	}

	private static void submitUntilRejected(CallerQuota callerQuota, AtomicInteger open) {
		for (int i = 0; i < MAX_OPEN; i++) {
			try {
				callerQuota.reserve(OWNER);
				callerQuota.confirm(OWNER);
				open.incrementAndGet();
			}
			catch (RequestRejectedException ex) {
				return;
			}
		}
	}

	private void reserveAll() {
		Stream.generate(() -> OWNER).limit(MAX_OPEN).forEach(this.callerQuota::reserve);
	}

	private void assertQuotaIsUsedUp() {
		assertThatExceptionOfType(RequestRejectedException.class).isThrownBy(() -> this.callerQuota.reserve(OWNER));
	}

}
