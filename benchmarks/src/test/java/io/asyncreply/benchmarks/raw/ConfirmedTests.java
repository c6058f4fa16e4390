package io.asyncreply.benchmarks.raw;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What may be acknowledged; the rest is shown by running the benchmark.
 */
class ConfirmedTests {

	private final Confirmed confirmed = new Confirmed();

	@Test
	void gapHoldsBackWhatComesBehindIt() {
		assertThat(this.confirmed.add(2, false)).isFalse();
		assertThat(this.confirmed.add(3, false)).isFalse();
		assertThat(this.confirmed.upTo()).isZero();
		assertThat(this.confirmed.add(1, false)).isTrue();
		assertThat(this.confirmed.upTo()).isEqualTo(3);
	}

	@Test
	void confirmOfManyFillsEveryGapBeforeIt() {
		assertThat(this.confirmed.add(5, false)).isFalse();
		assertThat(this.confirmed.add(4, true)).isTrue();
		assertThat(this.confirmed.upTo()).isEqualTo(5);
		assertThat(this.confirmed.add(3, true)).isFalse();
	}

}
