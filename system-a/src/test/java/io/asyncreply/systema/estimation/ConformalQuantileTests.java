package io.asyncreply.systema.estimation;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Tests what the p90 learns from its errors.
 */
class ConformalQuantileTests {

	private final ConformalQuantile conformalQuantile = new ConformalQuantile();

	@Test
	void startsWithNormalQuantile() {
		assertThat(this.conformalQuantile.standardDeviations()).isEqualTo(1.28);
	}

	@Test
	void coversNineOfTenErrors() {
		addErrorsUpTo(2);
		// the normal quantile has the weight of 100 of 1,100 errors
		assertThat(this.conformalQuantile.standardDeviations()).isCloseTo((1_000 * 1.8 + 100 * 1.28) / 1_100,
				within(0.01));
	}

	@Test
	void forgetsErrorsAfterAThousand() {
		addErrorsUpTo(20);
		addErrorsUpTo(2);
		assertThat(this.conformalQuantile.standardDeviations()).isLessThan(1.8);
	}

	@Test
	void keepsFloorForSmallErrors() {
		addErrorsUpTo(-20);
		assertThat(this.conformalQuantile.standardDeviations()).isCloseTo(0.95, within(1e-9));
		for (int i = 0; i < 20; i++) {
			addErrorsUpTo(-20);
		}
		assertThat(this.conformalQuantile.standardDeviations()).isCloseTo(0.5, within(1e-9));
	}

	@Test
	void raisesFloorAfterCorrelatedErrors() {
		for (int i = 0; i < 1_000; i++) {
			this.conformalQuantile.add(1.5, false);
		}
		addErrorsUpTo(-20);
		assertThat(this.conformalQuantile.standardDeviations()).isCloseTo(1 + 0.45 - 0.05, within(1e-9));
		for (int i = 0; i < 10_000; i++) {
			this.conformalQuantile.add(1.5, false);
		}
		addErrorsUpTo(-20);
		assertThat(this.conformalQuantile.standardDeviations()).isCloseTo(2 - 0.05, within(1e-9));
	}

	private void addErrorsUpTo(double maxError) {
		for (int i = 0; i < 1_000; i++) {
			this.conformalQuantile.add(maxError * i / 1_000, true);
		}
	}

}
