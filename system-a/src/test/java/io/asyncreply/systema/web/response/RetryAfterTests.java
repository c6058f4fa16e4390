package io.asyncreply.systema.web.response;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Backoff of callers without an estimate.
 */
class RetryAfterTests {

	@ParameterizedTest
	@CsvSource({ "PT0S, 1, 1", "PT2S, 1, 1", "PT40S, 10, 12", "PT4M, 60, 66", "P7D, 60, 66", "-PT1H, 1, 1" })
	void backsOffWithoutEstimate(Duration waited, int least, int most) {
		assertThat(RetryAfter.of(null, Instant.now().minus(waited))).isBetween(least, most);
	}

}
