package io.asyncreply.systema;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests when an expensive task is due again.
 */
class DutyCycleTests {

	private long now = Long.MAX_VALUE; // System.nanoTime() may overflow

	private final DutyCycle cycle = new DutyCycle(() -> this.now);

	@Test
	void runsForATenthOfTheTime() {
		assertThat(this.cycle.isDue()).isTrue();
		this.cycle.run(() -> advance(Duration.ofMillis(300)));
		advance(Duration.ofMillis(2_999));
		assertThat(this.cycle.isDue()).isFalse();
		advance(Duration.ofMillis(1));
		assertThat(this.cycle.isDue()).isTrue();
	}

	@Test
	void isAlwaysDueAfterShortRun() {
		this.cycle.run(() -> advance(Duration.ofMillis(10)));
		assertThat(this.cycle.isDue()).isTrue();
	}

	@Test
	void isDueImmediatelyAfterFailure() {
		assertThatIllegalStateException().isThrownBy(() -> this.cycle.run(() -> {
			advance(Duration.ofSeconds(1));
			throw new IllegalStateException();
		}));
		assertThat(this.cycle.isDue()).isTrue();
	}

	private void advance(Duration time) {
		this.now += time.toNanos();
	}

}
