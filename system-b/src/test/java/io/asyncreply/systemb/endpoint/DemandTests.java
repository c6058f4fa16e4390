package io.asyncreply.systemb.endpoint;

import java.time.Clock;

import io.asyncreply.messages.RequestId;
import io.asyncreply.messages.Signal.Recalled;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who still waits for the end of a request.
 */
class DemandTests {

	private final Demand demand = new Demand(Clock.systemUTC());

	@Test
	void attemptsUpToTheRecalledOneAreRecalled() {
		RequestId id = id();
		this.demand.recall(new Recalled(id, 2));
		assertThat(this.demand.isRecalled(id, 1)).isTrue();
		assertThat(this.demand.isRecalled(id, 2)).isTrue();
		assertThat(this.demand.isRecalled(id, 3)).isFalse();
		assertThat(this.demand.isRecalled(id(), 1)).isFalse();
	}

	@Test
	void lateSignalOfALowerAttemptChangesNothing() {
		RequestId id = id();
		this.demand.recall(new Recalled(id, 3));
		this.demand.recall(new Recalled(id, 1));
		assertThat(this.demand.isRecalled(id, 3)).isTrue();
	}

	@Test
	void oldestIsForgottenFirst() {
		RequestId oldest = id();
		RequestId second = id();
		this.demand.recall(new Recalled(oldest, 1));
		this.demand.recall(new Recalled(second, 1));
		for (int i = 2; i < Demand.MAX_RECALLED; i++) {
			this.demand.recall(new Recalled(id(), 1));
		}
		assertThat(this.demand.isRecalled(oldest, 1)).isTrue();
		this.demand.recall(new Recalled(id(), 1));
		assertThat(this.demand.isRecalled(oldest, 1)).isFalse();
		assertThat(this.demand.isRecalled(second, 1)).isTrue();
	}

	private static RequestId id() {
		return RequestId.next(Clock.systemUTC());
	}

}
