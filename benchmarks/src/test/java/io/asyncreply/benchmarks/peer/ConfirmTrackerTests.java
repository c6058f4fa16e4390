package io.asyncreply.benchmarks.peer;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Confirms out of order.
 */
class ConfirmTrackerTests {

	private final ConfirmTracker confirms = new ConfirmTracker();

	@Test
	void stopsBeforeAMissingConfirm() {
		assertThat(this.confirms.confirm(2, false)).isFalse();
		assertThat(this.confirms.confirm(3, false)).isFalse();
		assertThat(this.confirms.upTo()).isZero();
		assertThat(this.confirms.confirm(1, false)).isTrue();
		assertThat(this.confirms.upTo()).isEqualTo(3);
	}

	@Test
	void confirmsAllEarlierMessagesAtOnce() {
		assertThat(this.confirms.confirm(5, false)).isFalse();
		assertThat(this.confirms.confirm(4, true)).isTrue();
		assertThat(this.confirms.upTo()).isEqualTo(5);
		assertThat(this.confirms.confirm(3, true)).isFalse();
	}

}
