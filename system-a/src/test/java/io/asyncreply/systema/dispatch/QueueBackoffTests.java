package io.asyncreply.systema.dispatch;

import java.time.Duration;
import java.util.List;

import io.asyncreply.messages.Lane;
import io.asyncreply.messages.RequestQueue;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which queues are left alone, for how long, and whose turn it is.
 */
class QueueBackoffTests {

	private static final RequestQueue TEXT = new RequestQueue("text", Lane.INTERACTIVE);

	private static final RequestQueue WORK = new RequestQueue("work", Lane.INTERACTIVE);

	private static final RequestQueue TEXT_BULK = new RequestQueue("text", Lane.BULK);

	private static final RequestQueue WORK_BULK = new RequestQueue("work", Lane.BULK);

	private long nanos = -Duration.ofHours(1).toNanos();

	private final QueueBackoff destinations = new QueueBackoff(List.of("text", "work"), Duration.ofSeconds(2),
			() -> this.nanos);

	private void pass(Duration time) {
		this.nanos += time.toNanos();
	}

	private void endRest(RequestQueue destination) {
		pass(this.destinations.rest(destination));
	}

	@Test
	void operationsTakeTurnsAndBulkComesLast() {
		assertThat(this.destinations.awake()).containsExactly(TEXT, WORK, TEXT_BULK, WORK_BULK);
		assertThat(this.destinations.awake()).containsExactly(WORK, TEXT, WORK_BULK, TEXT_BULK);
		assertThat(this.destinations.awake()).containsExactly(TEXT, WORK, TEXT_BULK, WORK_BULK);
	}

	@Test
	void queueThatRefusesIsLeftAloneAndTheOthersAreNot() {
		this.destinations.refused(TEXT);
		assertThat(this.destinations.awake()).containsExactly(WORK, TEXT_BULK, WORK_BULK);
		assertThat(this.destinations.rest(TEXT)).isBetween(Duration.ofMillis(100), Duration.ofMillis(150));
		endRest(TEXT);
		assertThat(this.destinations.awake()).contains(TEXT);
	}

	@Test
	void eachRefusalDoublesTheRestUpToALimit() {
		for (long millis : List.of(100, 200, 400, 800, 1_600, 2_000, 2_000)) {
			this.destinations.refused(TEXT);
			assertThat(this.destinations.rest(TEXT)).isBetween(Duration.ofMillis(millis),
					Duration.ofMillis(millis * 3 / 2));
			endRest(TEXT);
		}
	}

	@Test
	void whatWasUnderWayTogetherCountsOnce() {
		this.destinations.refused(TEXT);
		Duration rest = this.destinations.rest(TEXT);
		this.destinations.refused(TEXT);
		this.destinations.took(TEXT, QueueBackoff.PAGE);
		assertThat(this.destinations.rest(TEXT)).isEqualTo(rest);
		endRest(TEXT);
		this.destinations.refused(TEXT);
		assertThat(this.destinations.rest(TEXT)).isBetween(Duration.ofMillis(200), Duration.ofMillis(300));
	}

	@Test
	void queueThatTakesAPageRestsHalfAsLong() {
		for (int i = 0; i < 6; i++) {
			this.destinations.refused(TEXT);
			endRest(TEXT);
		}
		this.destinations.took(TEXT, 100);
		this.destinations.took(TEXT, QueueBackoff.PAGE - 100);
		this.destinations.refused(TEXT);
		assertThat(this.destinations.rest(TEXT)).isBetween(Duration.ofMillis(1_000), Duration.ofMillis(1_500));
	}

	/**
	 * Else a full queue with slow workers would have a page given back for each request.
	 */
	@Test
	void queueThatTakesOneNowAndThenRestsAsLongAsOneThatTakesNothing() {
		for (int i = 0; i < 50; i++) {
			this.destinations.took(TEXT, 1);
			this.destinations.took(TEXT, 1);
			this.destinations.refused(TEXT);
			Duration rest = this.destinations.rest(TEXT);
			assertThat(i < 5 || rest.toMillis() >= 2_000).as("rest %s after %s refusals", rest, i).isTrue();
			endRest(TEXT);
		}
	}

}
