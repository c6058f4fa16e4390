package io.asyncreply.systema.estimation;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests the number of workers with cases that are computed by hand.
 */
class StaffingModelTests {

	private final StaffingModel staffingModel = new StaffingModel(Duration.ofSeconds(10));

	@Test
	void dividesRequiredConcurrencyAmongWorkers() {
		this.staffingModel.update(2, 8);
		// 30/s of 0.5 s each need 15 slots, and 100 of 0.5 s within 10 s need 5
		assertThat(this.staffingModel.workersNeeded(100, 30, 0.5)).isEqualTo(5);
		assertThat(this.staffingModel.workersNeeded(101, 30, 0.5)).isEqualTo(6);
	}

	@Test
	void staffsForArrivalsWithoutBacklog() {
		this.staffingModel.update(1, 4);
		assertThat(this.staffingModel.workersNeeded(0, 16, 0.5)).isEqualTo(2);
	}

	@Test
	void needsOneWorkerForAnyBacklog() {
		this.staffingModel.update(1, 4);
		assertThat(this.staffingModel.workersNeeded(1, 0, 0.000_001)).isEqualTo(1);
	}

	@Test
	void needsNoWorkerForIdleQueue() {
		this.staffingModel.update(1, 4);
		assertThat(this.staffingModel.workersNeeded(0, 0, 0.5)).isZero();
		assertThat(this.staffingModel.workersNeeded(0, 1e-6, 0.5)).isZero();
	}

	@Test
	void remembersConcurrencyAfterLastWorkerLeft() {
		this.staffingModel.update(2, 8);
		this.staffingModel.update(0, 0);
		assertThat(this.staffingModel.workersNeeded(100, 30, 0.5)).isEqualTo(5);
	}

	@Test
	void predictsNothingBeforeFirstWorkerAndCompletion() {
		assertThat(this.staffingModel.workersNeeded(100, 30, 0.5)).isNaN();
		this.staffingModel.update(1, 4);
		assertThat(this.staffingModel.workersNeeded(100, 30, 0)).isNaN();
	}

}
