package io.asyncreply.messaging;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link SlewingClock} with a simulated machine clock.
 */
class SlewingClockTests {

	private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");

	private Duration elapsed = Duration.ZERO;

	private Duration step = Duration.ZERO;

	private final SlewingClock clock = new SlewingClock(new FakeSystemClock(), () -> this.elapsed.toNanos());

	@Test
	void followsSmallCorrectionsOfSystemClock() {
		advance(Duration.ofMinutes(10));
		this.step = Duration.ofSeconds(-4);
		assertThat(this.clock.instant()).isEqualTo(START.plus(Duration.ofMinutes(10)).minusSeconds(4));
		advance(Duration.ofMinutes(10));
		this.step = Duration.ofSeconds(-8);
		assertThat(this.clock.instant()).isEqualTo(START.plus(Duration.ofMinutes(20)).minusSeconds(8));
	}

	@Test
	void doesNotJumpForward() {
		advance(Duration.ofMinutes(1));
		this.step = Duration.ofHours(1);
		advance(Duration.ofSeconds(60));
		assertThat(this.clock.instant()).isEqualTo(START.plusSeconds(120 + 3));
	}

	@Test
	void doesNotJumpBackward() {
		advance(Duration.ofMinutes(1));
		this.step = Duration.ofHours(-1);
		advance(Duration.ofSeconds(60));
		assertThat(this.clock.instant()).isEqualTo(START.plusSeconds(120 - 3));
	}

	@Test
	void catchesUpWithSystemClock() {
		this.step = Duration.ofSeconds(60);
		advance(Duration.ofMinutes(30));
		assertThat(this.clock.instant()).isEqualTo(START.plus(Duration.ofMinutes(30)).plusSeconds(60));
	}

	/** Advances the time and reads the clock every second. */
	private void advance(Duration time) {
		for (long second = 0; second < time.toSeconds(); second++) {
			this.elapsed = this.elapsed.plusSeconds(1);
			assertThat(this.clock.instant()).isNotNull();
		}
	}

	/**
	 * Simulated machine clock.
	 */
	private final class FakeSystemClock extends Clock {

		@Override
		public Instant instant() {
			return START.plus(SlewingClockTests.this.elapsed).plus(SlewingClockTests.this.step);
		}

		@Override
		public ZoneId getZone() {
			return ZoneOffset.UTC;
		}

		@Override
		public Clock withZone(ZoneId zone) {
			return this;
		}

	}

}
