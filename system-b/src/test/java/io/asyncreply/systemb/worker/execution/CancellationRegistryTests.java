package io.asyncreply.systemb.worker.execution;

import java.time.Clock;

import io.asyncreply.messages.ControlMessage.CancelledAttempt;
import io.asyncreply.messages.RequestId;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests which attempts count as cancelled.
 */
class CancellationRegistryTests {

	private final CancellationRegistry cancellationRegistry = new CancellationRegistry(Clock.systemUTC());

	@Test
	void cancelsAttemptsUpToTheGivenOne() {
		RequestId id = id();
		this.cancellationRegistry.cancel(new CancelledAttempt(id, 2));
		assertThat(this.cancellationRegistry.isCancelled(id, 1)).isTrue();
		assertThat(this.cancellationRegistry.isCancelled(id, 2)).isTrue();
		assertThat(this.cancellationRegistry.isCancelled(id, 3)).isFalse();
		assertThat(this.cancellationRegistry.isCancelled(id(), 1)).isFalse();
	}

	@Test
	void ignoresLateCancellationOfLowerAttempt() {
		RequestId id = id();
		this.cancellationRegistry.cancel(new CancelledAttempt(id, 3));
		this.cancellationRegistry.cancel(new CancelledAttempt(id, 1));
		assertThat(this.cancellationRegistry.isCancelled(id, 3)).isTrue();
	}

	@Test
	void forgetsOldestFirst() {
		RequestId oldest = id();
		RequestId second = id();
		this.cancellationRegistry.cancel(new CancelledAttempt(oldest, 1));
		this.cancellationRegistry.cancel(new CancelledAttempt(second, 1));
		for (int i = 2; i < CancellationRegistry.MAX_CANCELLED; i++) {
			this.cancellationRegistry.cancel(new CancelledAttempt(id(), 1));
		}
		assertThat(this.cancellationRegistry.isCancelled(oldest, 1)).isTrue();
		this.cancellationRegistry.cancel(new CancelledAttempt(id(), 1));
		assertThat(this.cancellationRegistry.isCancelled(oldest, 1)).isFalse();
		assertThat(this.cancellationRegistry.isCancelled(second, 1)).isTrue();
	}

	private static RequestId id() {
		return RequestId.generate(Clock.systemUTC());
	}

}
