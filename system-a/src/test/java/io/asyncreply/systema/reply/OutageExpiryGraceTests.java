package io.asyncreply.systema.reply;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link OutageExpiryGrace}.
 */
class OutageExpiryGraceTests {

	private static final Duration GRACE = Duration.ofMinutes(10);

	private boolean consuming = true;

	private boolean drained;

	private Duration elapsed = Duration.ZERO;

	private final OutageExpiryGrace outageExpiryGrace = new OutageExpiryGrace(
			new ReplyConfiguration.ReplyProperties(GRACE, Duration.ofSeconds(60)), () -> this.consuming,
			() -> this.drained, () -> this.elapsed.toNanos());

	@Test
	void grantsGraceAfterStartUntilRepliesAreDrained() {
		assertThat(graceAfterOneSecond()).isEqualTo(GRACE);
		assertThat(graceAfterOneSecond()).isEqualTo(GRACE);
		this.drained = true;
		assertThat(graceAfterOneSecond()).isZero();
	}

	@Test
	void grantsNoGraceForReplyBacklogOnceDrained() {
		this.drained = true;
		graceAfterOneSecond();
		graceAfterOneSecond();
		this.drained = false;
		assertThat(graceAfterOneSecond()).isZero();
	}

	@Test
	void grantsGraceAgainAfterConnectionLoss() {
		this.drained = true;
		graceAfterOneSecond();
		graceAfterOneSecond();
		this.consuming = false;
		assertThat(graceAfterOneSecond()).isEqualTo(GRACE);
		this.consuming = true;
		assertThat(graceAfterOneSecond()).isEqualTo(GRACE);
		assertThat(graceAfterOneSecond()).isZero();
	}

	@Test
	void endsGraceAfterDrainTimeout() {
		graceAfterOneSecond();
		this.elapsed = this.elapsed.plusSeconds(60);
		assertThat(graceAfterOneSecond()).isZero();
	}

	private Duration graceAfterOneSecond() {
		this.elapsed = this.elapsed.plusSeconds(1);
		return this.outageExpiryGrace.current();
	}

}
