package io.asyncreply.systema.estimation;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Tests the queueing model with cases that are computed by hand.
 */
class QueueModelTests {

	private final QueueModel model = new QueueModel();

	@Test
	void estimatesDelayFromBacklogRateAndServiceTime() {
		// 4 slots of 100 ms each: 40/s while 1,000 wait
		simulateSeconds(30, 0, 40, 4, 1_000, 4);
		assertThat(this.model.transferRate()).isCloseTo(40, within(0.01));
		assertThat(this.model.serviceTime()).isCloseTo(0.1, within(0.0001));
		assertThat(this.model.capacity()).isCloseTo(40, within(0.01));
		// 1,000 ahead: a slot is free after 997 departures
		assertThat(this.model.delay(1_000)).isCloseTo(997 / 40.0 + 0.1, within(0.01));
	}

	@Test
	void estimatesOnlyServiceTimeWhenAWorkerIsIdle() {
		simulateSeconds(30, 0, 40, 4, 1_000, 4);
		assertThat(this.model.delay(3)).isCloseTo(0.1, within(0.0001));
		assertThat(this.model.delay(4)).isCloseTo(1 / 40.0 + 0.1, within(0.0001));
	}

	@Test
	void measuresNoTransferRateWithoutBacklog() {
		simulateSeconds(60, 5, 5, 0.5, 1, 4);
		assertThat(this.model.transferRate()).isZero();
		assertThat(this.model.arrivalRate()).isCloseTo(5, within(0.01));
		assertThat(this.model.capacity()).isCloseTo(40, within(0.01));
		assertThat(this.model.effectiveRate()).isEqualTo(this.model.capacity());
	}

	@Test
	void keepsRateWhileWorkersReceiveNothing() {
		simulateSeconds(30, 0, 40, 4, 1_000, 4);
		for (int i = 0; i < 60; i++) {
			this.model.update(1, 0, 0, 0, new QueueModel.QueueLoad(1_000, 4, 0));
		}
		assertThat(this.model.transferRate()).isCloseTo(40, within(0.01));
	}

	@Test
	void halvesRateWhenHalfTheWorkersAreLost() {
		simulateSeconds(30, 0, 80, 8, 1_000, 8);
		assertThat(this.model.transferRate()).isCloseTo(80, within(0.01));
		simulateSeconds(1, 0, 40, 4, 1_000, 4);
		assertThat(this.model.transferRate()).isCloseTo(40, within(0.01));
	}

	@Test
	void predictsNothingBeforeFirstCompletion() {
		simulateSeconds(10, 3, 0, 0, 30, 4);
		assertThat(this.model.delay(30)).isNaN();
		assertThat(this.model.predict(30)).isEmpty();
	}

	@Test
	void measuresNoRateWhenAWorkerMayHaveBeenIdle() {
		// of 43 requests 40 are completed in a second: 3 remain for 4 slots
		simulateSeconds(30, 40, 40, 4, 43, 4);
		assertThat(this.model.transferRate()).isZero();
		simulateSeconds(30, 40, 40, 4, 44, 4);
		assertThat(this.model.transferRate()).isCloseTo(40, within(0.01));
	}

	@Test
	void weighsCapacityLikeTwentyCompletions() {
		// 4 slots of 100 ms each, but only 20/s are completed
		simulateSeconds(1, 0, 20, 2, 1_000, 4);
		assertThat(this.model.transferRate()).isCloseTo(20, within(0.01));
		assertThat(this.model.effectiveRate()).isCloseTo((20 + 20) / (1 + 20 / 40.0), within(0.01));
	}

	@Test
	void predictsLessScatterForConstantService() {
		simulateSeconds(30, 0, 40, 4, 1_000, 4);
		double exponential = this.model.predict(1_000).orElseThrow().standardDeviation();
		for (int i = 0; i < 1_000; i++) {
			this.model.onServed(Duration.ofMillis(100));
		}
		assertThat(this.model.predict(1_000).orElseThrow().standardDeviation()).isLessThan(0.7 * exponential);
	}

	@Test
	void adaptsToNewRateWithinAWindow() {
		simulateSeconds(120, 0, 40, 4, 1_000, 4);
		simulateSeconds(10, 0, 20, 4, 1_000, 4);
		assertThat(this.model.transferRate()).isCloseTo(20 + 20 / Math.E, within(0.1));
		simulateSeconds(60, 0, 20, 4, 1_000, 4);
		assertThat(this.model.transferRate()).isCloseTo(20, within(0.1));
	}

	private void simulateSeconds(int seconds, double arrived, double completed, double busy, double requests,
			int concurrency) {
		this.model.update(0.001, 0, 0, 0,
				new QueueModel.QueueLoad(requests, concurrency, (int) Math.min(requests, concurrency)));
		for (int i = 0; i < seconds; i++) {
			this.model.update(1, arrived, completed, busy,
					new QueueModel.QueueLoad(requests, concurrency, (int) Math.min(requests, concurrency)));
		}
	}

}
