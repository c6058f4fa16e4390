package io.asyncreply.systema.web.body;

import java.time.Duration;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which bodies are too slow.
 */
class BodyLimitsTests {

	private final BodyLimits limits = new BodyLimits(1_000_000, Duration.ofSeconds(30), DataSize.ofBytes(500));

	@ParameterizedTest
	@CsvSource({ "0, 5000, false", "0, 5100, true", "499, 6000, true", "500, 6000, false", "12499, 30000, true",
			"12500, 30000, false", "999999, 30001, true" })
	void limitsTimeAndRate(long bytes, long millis, boolean tooSlow) {
		assertThat(this.limits.isTooSlow(bytes, Duration.ofMillis(millis))).isEqualTo(tooSlow);
	}

}
