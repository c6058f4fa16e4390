package io.asyncreply.systema.dispatch;

import java.time.Duration;
import java.util.List;

import io.asyncreply.messages.Lane;
import io.asyncreply.messages.RequestQueue;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests which queues are in backoff, for how long, and the order of the others.
 */
class QueueBackoffTests {

	private static final RequestQueue TEXT = new RequestQueue("text", Lane.INTERACTIVE);

	private static final RequestQueue WORK = new RequestQueue("work", Lane.INTERACTIVE);

	private static final RequestQueue TEXT_BULK = new RequestQueue("text", Lane.BULK);

	private static final RequestQueue WORK_BULK = new RequestQueue("work", Lane.BULK);

	private long nanos = -Duration.ofHours(1).toNanos();

	private final QueueBackoff queueBackoff = new QueueBackoff(List.of("text", "work"), Duration.ofSeconds(2),
			() -> this.nanos);

	private void advance(Duration time) {
		this.nanos += time.toNanos();
	}

	private void skipBackoff(RequestQueue queue) {
		advance(this.queueBackoff.backoff(queue));
	}

	@Test
	void alternatesOperationsAndPutsBulkLast() {
		assertThat(this.queueBackoff.availableQueues()).containsExactly(TEXT, WORK, TEXT_BULK, WORK_BULK);
		assertThat(this.queueBackoff.availableQueues()).containsExactly(WORK, TEXT, WORK_BULK, TEXT_BULK);
		assertThat(this.queueBackoff.availableQueues()).containsExactly(TEXT, WORK, TEXT_BULK, WORK_BULK);
	}

	@Test
	void backsOffOnlyRejectingQueue() {
		this.queueBackoff.onRejected(TEXT);
		assertThat(this.queueBackoff.availableQueues()).containsExactly(WORK, TEXT_BULK, WORK_BULK);
		assertThat(this.queueBackoff.backoff(TEXT)).isBetween(Duration.ofMillis(100), Duration.ofMillis(150));
		skipBackoff(TEXT);
		assertThat(this.queueBackoff.availableQueues()).contains(TEXT);
	}

	@Test
	void doublesBackoffUpToLimit() {
		for (long millis : List.of(100, 200, 400, 800, 1_600, 2_000, 2_000)) {
			this.queueBackoff.onRejected(TEXT);
			assertThat(this.queueBackoff.backoff(TEXT)).isBetween(Duration.ofMillis(millis),
					Duration.ofMillis(millis * 3 / 2));
			skipBackoff(TEXT);
		}
	}

	@Test
	void countsConcurrentRejectionsOnce() {
		this.queueBackoff.onRejected(TEXT);
		Duration backoff = this.queueBackoff.backoff(TEXT);
		this.queueBackoff.onRejected(TEXT);
		this.queueBackoff.onAccepted(TEXT, QueueBackoff.PAGE_SIZE);
		assertThat(this.queueBackoff.backoff(TEXT)).isEqualTo(backoff);
		skipBackoff(TEXT);
		this.queueBackoff.onRejected(TEXT);
		assertThat(this.queueBackoff.backoff(TEXT)).isBetween(Duration.ofMillis(200), Duration.ofMillis(300));
	}

	@Test
	void halvesBackoffAfterAcceptedPage() {
		for (int i = 0; i < 6; i++) {
			this.queueBackoff.onRejected(TEXT);
			skipBackoff(TEXT);
		}
		this.queueBackoff.onAccepted(TEXT, 100);
		this.queueBackoff.onAccepted(TEXT, QueueBackoff.PAGE_SIZE - 100);
		this.queueBackoff.onRejected(TEXT);
		assertThat(this.queueBackoff.backoff(TEXT)).isBetween(Duration.ofMillis(1_000), Duration.ofMillis(1_500));
	}

	/**
	 * Otherwise a full queue with slow workers would postpone a page for each request.
	 */
	@Test
	void keepsLongBackoffWhileQueueAcceptsOnlyFew() {
		for (int i = 0; i < 50; i++) {
			this.queueBackoff.onAccepted(TEXT, 1);
			this.queueBackoff.onAccepted(TEXT, 1);
			this.queueBackoff.onRejected(TEXT);
			Duration backoff = this.queueBackoff.backoff(TEXT);
			assertThat(i < 5 || backoff.toMillis() >= 2_000).as("backoff %s after %s rejections", backoff, i).isTrue();
			skipBackoff(TEXT);
		}
	}

}
