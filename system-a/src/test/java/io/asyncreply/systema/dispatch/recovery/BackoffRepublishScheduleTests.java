package io.asyncreply.systema.dispatch.recovery;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link BackoffRepublishSchedule}.
 */
class BackoffRepublishScheduleTests {

	private final BackoffRepublishSchedule schedule = new BackoffRepublishSchedule(31);

	@ParameterizedTest
	@CsvSource({ "0, 0", "1, 1", "2, 2", "3, 4", "6, 32", "7, 60", "30, 60" })
	void doublesDelayUpToOneMinute(int republished, int seconds) {
		assertThat(this.schedule.nextDelay(republished)).hasValue(Duration.ofSeconds(seconds));
	}

	@Test
	void endsAtLimit() {
		assertThat(this.schedule.nextDelay(31)).isEmpty();
		assertThat(this.schedule.nextDelay(Integer.MAX_VALUE)).isEmpty();
	}

}
