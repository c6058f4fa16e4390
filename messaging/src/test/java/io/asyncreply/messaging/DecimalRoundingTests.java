package io.asyncreply.messaging;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests the digits of rounded numbers.
 */
class DecimalRoundingTests {

	@ParameterizedTest
	@CsvSource({ "8.98e-45, 0", "-1e-9, 0", "0, 0", "0.000277777777, 0.0002778", "0.123456789, 0.1235",
			"120.512345, 120.5", "2231.04999, 2231", "1234567.8, 1235000" })
	void keepsFourSignificantDigits(double value, double rounded) {
		assertThat(DecimalRounding.roundFinite(value)).isEqualTo(rounded);
		assertThat(DecimalRounding.round(value)).isEqualTo(rounded);
	}

	@Test
	void keepsUnknownNumber() {
		assertThat(DecimalRounding.round(null)).isNull();
	}

}
