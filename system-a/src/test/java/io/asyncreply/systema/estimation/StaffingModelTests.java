package io.asyncreply.systema.estimation;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How many workers are needed, by hand-worked cases.
 */
class StaffingModelTests {

	/** For a wait of at most ten seconds. */
	private final StaffingModel staffing = new StaffingModel(Duration.ofSeconds(10));

	@Test
	void slotsForWhatArrivesAndForWhatIsThereAreSharedByWorkers() {
		this.staffing.add(2, 8);
		// 30 a second of 0.5 s keep 15 slots busy, and 100 of 0.5 s within 10 s take 5
		assertThat(this.staffing.workersNeeded(100, 30, 0.5)).isEqualTo(5);
		assertThat(this.staffing.workersNeeded(101, 30, 0.5)).isEqualTo(6);
	}

	@Test
	void whatArrivesNeedsWorkersThoughNothingIsThere() {
		this.staffing.add(1, 4);
		assertThat(this.staffing.workersNeeded(0, 16, 0.5)).isEqualTo(2);
	}

	@Test
	void whatIsThereNeedsAWorkerHoweverShort() {
		this.staffing.add(1, 4);
		assertThat(this.staffing.workersNeeded(1, 0, 0.000_001)).isEqualTo(1);
	}

	@Test
	void idleQueueNeedsNobodyThoughItsArrivalRateFadesForever() {
		this.staffing.add(1, 4);
		assertThat(this.staffing.workersNeeded(0, 0, 0.5)).isZero();
		assertThat(this.staffing.workersNeeded(0, 1e-6, 0.5)).isZero();
	}

	@Test
	void slotsOfAWorkerAreRememberedAfterTheLastHasGone() {
		this.staffing.add(2, 8);
		this.staffing.add(0, 0);
		assertThat(this.staffing.workersNeeded(100, 30, 0.5)).isEqualTo(5);
	}

	@Test
	void nothingIsKnownBeforeTheFirstWorkerAndTheFirstCompletion() {
		assertThat(this.staffing.workersNeeded(100, 30, 0.5)).isNaN();
		this.staffing.add(1, 4);
		assertThat(this.staffing.workersNeeded(100, 30, 0)).isNaN();
	}

}
