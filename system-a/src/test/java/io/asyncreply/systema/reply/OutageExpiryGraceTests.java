package io.asyncreply.systema.reply;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whether deadlines count, by what is known of the queue of replies.
 */
class OutageExpiryGraceTests {

	private static final Duration GRACE = Duration.ofMinutes(10);

	private boolean consuming = true;

	private boolean drained;

	private Duration elapsed = Duration.ZERO;

	private final OutageExpiryGrace outage = new OutageExpiryGrace(new ReplyProperties(GRACE, Duration.ofSeconds(60)),
			() -> this.consuming, () -> this.drained, () -> this.elapsed.toNanos());

	@Test
	void afterTheStartRequestsAreSparedUntilTheRepliesAreIn() {
		assertThat(afterASecond()).isEqualTo(GRACE);
		assertThat(afterASecond()).isEqualTo(GRACE);
		this.drained = true;
		assertThat(afterASecond()).isZero();
	}

	@Test
	void onceTheRepliesAreInABacklogOfThemSparesNobody() {
		this.drained = true;
		afterASecond();
		afterASecond();
		this.drained = false;
		assertThat(afterASecond()).isZero();
	}

	@Test
	void lossOfTheBrokerBeginsAnotherOutage() {
		this.drained = true;
		afterASecond();
		afterASecond();
		this.consuming = false;
		assertThat(afterASecond()).isEqualTo(GRACE);
		this.consuming = true;
		assertThat(afterASecond()).isEqualTo(GRACE);
		assertThat(afterASecond()).isZero();
	}

	@Test
	void repliesThatNeverEndSpareNobodyForEver() {
		afterASecond();
		this.elapsed = this.elapsed.plusSeconds(60);
		assertThat(afterASecond()).isZero();
	}

	private Duration afterASecond() {
		this.elapsed = this.elapsed.plusSeconds(1);
		return this.outage.now();
	}

}
