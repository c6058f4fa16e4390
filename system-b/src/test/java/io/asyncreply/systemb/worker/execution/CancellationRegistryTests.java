package io.asyncreply.systemb.worker.execution;

import java.time.Clock;

import io.asyncreply.messages.ControlMessage.CancelledAttempt;
import io.asyncreply.messages.RequestId;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who still waits for the end of a request.
 */
class CancellationRegistryTests {

	private final CancellationRegistry demand = new CancellationRegistry(Clock.systemUTC());

	@Test
	void attemptsUpToTheRecalledOneAreRecalled() {
		RequestId id = id();
		this.demand.recall(new CancelledAttempt(id, 2));
		assertThat(this.demand.isRecalled(id, 1)).isTrue();
		assertThat(this.demand.isRecalled(id, 2)).isTrue();
		assertThat(this.demand.isRecalled(id, 3)).isFalse();
		assertThat(this.demand.isRecalled(id(), 1)).isFalse();
	}

	@Test
	void lateSignalOfALowerAttemptChangesNothing() {
		RequestId id = id();
		this.demand.recall(new CancelledAttempt(id, 3));
		this.demand.recall(new CancelledAttempt(id, 1));
		assertThat(this.demand.isRecalled(id, 3)).isTrue();
	}

	@Test
	void oldestIsForgottenFirst() {
		RequestId oldest = id();
		RequestId second = id();
		this.demand.recall(new CancelledAttempt(oldest, 1));
		this.demand.recall(new CancelledAttempt(second, 1));
		for (int i = 2; i < CancellationRegistry.MAX_RECALLED; i++) {
			this.demand.recall(new CancelledAttempt(id(), 1));
		}
		assertThat(this.demand.isRecalled(oldest, 1)).isTrue();
		this.demand.recall(new CancelledAttempt(id(), 1));
		assertThat(this.demand.isRecalled(oldest, 1)).isFalse();
		assertThat(this.demand.isRecalled(second, 1)).isTrue();
	}

	private static RequestId id() {
		return RequestId.next(Clock.systemUTC());
	}

}
