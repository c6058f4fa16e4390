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
 * How many requests one caller may have open.
 */
class CallerQuotaTests {

	private static final int MOST = 3;

	private static final int CALLERS = 2;

	private static final String OWNER = "somebody";

	private final CallerQuota shares = new CallerQuota(MOST);

	@Test
	void placeThatIsGivenBackIsFreeAgain() {
		claimAll();
		assertNoneIsFree();
		this.shares.settle(OWNER, false);
		this.shares.claim(OWNER);
		assertNoneIsFree();
		this.shares.settle(OWNER, true);
		assertNoneIsFree();
		this.shares.ended(OWNER);
		this.shares.claim(OWNER);
	}

	@Test
	void recountKeepsThoseThatWaitForTheirCommit() {
		this.shares.claim(OWNER);
		this.shares.recount(Map.of(OWNER, MOST - 2L));
		this.shares.claim(OWNER);
		assertNoneIsFree();
	}

	/** A claim that becomes an open request counts at every moment, and once. */
	@Test
	void noMoreAreOpenHoweverManyAskAtOnce() throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
		try {
			for (int round = 0; round < 50_000; round++) {
				CallerQuota fresh = new CallerQuota(MOST);
				AtomicInteger open = new AtomicInteger();
				threads.invokeAll(Collections.nCopies(CALLERS, Executors.callable(() -> ask(fresh, open))));
				assertThat(open).hasValue(MOST);
			}
		}
		finally {
			threads.shutdownNow();
		}
	}

	private static void ask(CallerQuota shares, AtomicInteger open) {
		for (int i = 0; i < MOST; i++) {
			try {
				shares.claim(OWNER);
				shares.settle(OWNER, true);
				open.incrementAndGet();
			}
			catch (TooManyOpenRequestsException ex) {
				return;
			}
		}
	}

	private void claimAll() {
		Stream.generate(() -> OWNER).limit(MOST).forEach(this.shares::claim);
	}

	private void assertNoneIsFree() {
		assertThatExceptionOfType(TooManyOpenRequestsException.class).isThrownBy(() -> this.shares.claim(OWNER));
	}

}
