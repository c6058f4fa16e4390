package io.asyncreply.systema.reply;

import java.time.Duration;
import java.util.Map;

import io.asyncreply.systema.reply.RetryProperties.OperationRetry;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link BackoffRetrySchedule}.
 */
class BackoffRetryScheduleTests {

	private final BackoffRetrySchedule schedule = new BackoffRetrySchedule(
			new RetryProperties(3, Duration.ofMillis(100), Duration.ofMillis(150),
					Map.of("patient", new OperationRetry(10, Duration.ofSeconds(8), Duration.ofMinutes(1)), "once",
							new OperationRetry(1, null, null))));

	@Test
	void prefersAttemptLimitOfOperation() {
		assertThat(this.schedule.nextDelay("any", 2)).isPresent();
		assertThat(this.schedule.nextDelay("any", 3)).isEmpty();
		assertThat(this.schedule.nextDelay("patient", 9)).isPresent();
		assertThat(this.schedule.nextDelay("patient", 10)).isEmpty();
		assertThat(this.schedule.nextDelay("once", 1)).isEmpty();
	}

	@RepeatedTest(20)
	void doublesPauseUpToCapWithJitter() {
		assertThat(this.schedule.nextDelay("any", 1).orElseThrow()).isBetween(Duration.ofMillis(50),
				Duration.ofMillis(100));
		assertThat(this.schedule.nextDelay("any", 2).orElseThrow()).isBetween(Duration.ofMillis(75),
				Duration.ofMillis(150));
		assertThat(this.schedule.nextDelay("patient", 3).orElseThrow()).isBetween(Duration.ofSeconds(16),
				Duration.ofSeconds(32));
	}

}
