package io.asyncreply.systema.estimation;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * What the p90 learns from its errors.
 */
class ConformalQuantileTests {

	private final ConformalQuantile reach = new ConformalQuantile();

	@Test
	void beginsLikeANormalDistribution() {
		assertThat(this.reach.deviations()).isEqualTo(1.28);
	}

	@Test
	void coversNineOfTenOfWhatWasSeen() {
		errorsFromZeroTo(2);
		// 100 of 1,100 still count as normal
		assertThat(this.reach.deviations()).isCloseTo((1_000 * 1.8 + 100 * 1.28) / 1_100, within(0.01));
	}

	@Test
	void forgetsWhatIsAThousandErrorsAgo() {
		errorsFromZeroTo(20);
		errorsFromZeroTo(2);
		assertThat(this.reach.deviations()).isLessThan(1.8);
	}

	@Test
	void floorHoldsHoweverSmallTheErrorsAre() {
		errorsFromZeroTo(-20);
		assertThat(this.reach.deviations()).isCloseTo(0.95, within(1e-9));
		for (int i = 0; i < 20; i++) {
			errorsFromZeroTo(-20);
		}
		assertThat(this.reach.deviations()).isCloseTo(0.5, within(1e-9));
	}

	@Test
	void thoseWhoWereLateTogetherRaiseTheFloorForTheNext() {
		for (int i = 0; i < 1_000; i++) {
			this.reach.add(1.5, false);
		}
		errorsFromZeroTo(-20);
		assertThat(this.reach.deviations()).isCloseTo(1 + 0.45 - 0.05, within(1e-9));
		for (int i = 0; i < 10_000; i++) {
			this.reach.add(1.5, false);
		}
		errorsFromZeroTo(-20);
		assertThat(this.reach.deviations()).isCloseTo(2 - 0.05, within(1e-9));
	}

	private void errorsFromZeroTo(double most) {
		for (int i = 0; i < 1_000; i++) {
			this.reach.add(most * i / 1_000, true);
		}
	}

}
