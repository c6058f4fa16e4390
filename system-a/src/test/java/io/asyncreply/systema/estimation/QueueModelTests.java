package io.asyncreply.systema.estimation;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * The arithmetic by hand-worked cases.
 */
class QueueModelTests {

	private final QueueModel flow = new QueueModel();

	@Test
	void delayIsWhatIsAheadOverTheTransferRatePlusOneServiceTime() {
		// 4 slots, 100 ms each: 40 a second while 1,000 wait
		seconds(30, 0, 40, 4, 1_000, 4);
		assertThat(this.flow.transferRate()).isCloseTo(40, within(0.01));
		assertThat(this.flow.serviceTime()).isCloseTo(0.1, within(0.0001));
		assertThat(this.flow.capacity()).isCloseTo(40, within(0.01));
		// 1,000 ahead: 997 have to end before a slot is free
		assertThat(this.flow.delay(1_000)).isCloseTo(997 / 40.0 + 0.1, within(0.01));
	}

	@Test
	void whoFindsAFreeSlotWaitsForNobody() {
		seconds(30, 0, 40, 4, 1_000, 4);
		assertThat(this.flow.delay(3)).isCloseTo(0.1, within(0.0001));
		assertThat(this.flow.delay(4)).isCloseTo(1 / 40.0 + 0.1, within(0.0001));
	}

	@Test
	void transferRateIsNotMeasuredWhileNobodyWaits() {
		seconds(60, 5, 5, 0.5, 1, 4);
		assertThat(this.flow.transferRate()).isZero();
		assertThat(this.flow.arrivalRate()).isCloseTo(5, within(0.01));
		assertThat(this.flow.capacity()).isCloseTo(40, within(0.01));
		assertThat(this.flow.rate()).isEqualTo(this.flow.capacity());
	}

	@Test
	void whatDoesNotReachTheWorkersSaysNothingOfTheirRate() {
		seconds(30, 0, 40, 4, 1_000, 4);
		for (int i = 0; i < 60; i++) {
			this.flow.add(1, 0, 0, 0, new QueueModel.QueueLoad(1_000, 4, 0));
		}
		assertThat(this.flow.transferRate()).isCloseTo(40, within(0.01));
	}

	@Test
	void lostWorkerHalvesTheRateAtOnce() {
		seconds(30, 0, 80, 8, 1_000, 8);
		assertThat(this.flow.transferRate()).isCloseTo(80, within(0.01));
		seconds(1, 0, 40, 4, 1_000, 4);
		assertThat(this.flow.transferRate()).isCloseTo(40, within(0.01));
	}

	@Test
	void nothingIsKnownBeforeTheFirstCompletion() {
		seconds(10, 3, 0, 0, 30, 4);
		assertThat(this.flow.delay(30)).isNaN();
		assertThat(this.flow.predict(30)).isEmpty();
	}

	@Test
	void rateIsNotMeasuredWhileASlotMayHaveRunEmpty() {
		// 40 are completed in a second, and 43 were there: at the end only 3
		seconds(30, 40, 40, 4, 43, 4);
		assertThat(this.flow.transferRate()).isZero();
		seconds(30, 40, 40, 4, 44, 4);
		assertThat(this.flow.transferRate()).isCloseTo(40, within(0.01));
	}

	@Test
	void capacityCountsLikeTwentyDepartures() {
		// 4 slots, 100 ms each, but only 20 a second get through
		seconds(1, 0, 20, 2, 1_000, 4);
		assertThat(this.flow.transferRate()).isCloseTo(20, within(0.01));
		assertThat(this.flow.rate()).isCloseTo((20 + 20) / (1 + 20 / 40.0), within(0.01));
	}

	@Test
	void constantServiceScattersLessThanExponentialService() {
		seconds(30, 0, 40, 4, 1_000, 4);
		double exponential = this.flow.predict(1_000).orElseThrow().scatter();
		for (int i = 0; i < 1_000; i++) {
			this.flow.served(Duration.ofMillis(100));
		}
		assertThat(this.flow.predict(1_000).orElseThrow().scatter()).isLessThan(0.7 * exponential);
	}

	@Test
	void newRateShowsAfterAWindow() {
		seconds(120, 0, 40, 4, 1_000, 4);
		seconds(10, 0, 20, 4, 1_000, 4);
		assertThat(this.flow.transferRate()).isCloseTo(20 + 20 / Math.E, within(0.1));
		seconds(60, 0, 20, 4, 1_000, 4);
		assertThat(this.flow.transferRate()).isCloseTo(20, within(0.1));
	}

	private void seconds(int seconds, double arrived, double completed, double busy, double requests, int slots) {
		this.flow.add(0.001, 0, 0, 0, new QueueModel.QueueLoad(requests, slots, (int) Math.min(requests, slots)));
		for (int i = 0; i < seconds; i++) {
			this.flow.add(1, arrived, completed, busy,
					new QueueModel.QueueLoad(requests, slots, (int) Math.min(requests, slots)));
		}
	}

}
