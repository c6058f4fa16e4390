package io.asyncreply.messaging.json;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests that {@link StrictJson} does not coerce values of one JSON type into another.
 */
class StrictJsonCoercionTests {

	@ParameterizedTest
	@ValueSource(strings = { "{\"text\": 1}", "{\"text\": 1.5}", "{\"text\": true}", "{\"text\": []}",
			"{\"text\": [\"a\"]}", "{\"number\": \"1\"}", "{\"number\": 1.5}", "{\"number\": 1e99}",
			"{\"number\": 1e-999999999}", "{\"number\": true}", "{\"number\": \"\"}", "{\"flag\": \"true\"}",
			"{\"flag\": 1}", "{\"flag\": \"\"}" })
	void rejectsValueOfAnotherType(String json) {
		assertThatExceptionOfType(MalformedJsonException.class).isThrownBy(
				() -> StrictJson.bind(StrictJson.check(json.getBytes(StandardCharsets.UTF_8)), TypedValues.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "1", "1.0", "1e0", "10e-1", "0.1e1", "1.000" })
	void readsEveryFormOfInteger(String number) {
		assertThat(StrictJson.bind(StrictJson.check(("{\"number\": " + number + "}").getBytes(StandardCharsets.UTF_8)),
				TypedValues.class))
			.isEqualTo(new TypedValues(null, 1, false));
	}

	/**
	 * Record with one component of each JSON type.
	 */
	record TypedValues(String text, int number, boolean flag) {

	}

}
