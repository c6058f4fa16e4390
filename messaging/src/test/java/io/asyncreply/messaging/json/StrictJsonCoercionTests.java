package io.asyncreply.messaging.json;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests that {@link StrictJson} does not coerce values of one JSON type into another.
 */
class StrictJsonCoercionTests {

	@ParameterizedTest
	@ValueSource(strings = { "{\"text\": 1}", "{\"text\": 1.5}", "{\"text\": true}", "{\"text\": []}",
			"{\"text\": [\"a\"]}", "{\"number\": \"1\"}", "{\"number\": 1.0}", "{\"number\": true}",
			"{\"number\": \"\"}", "{\"flag\": \"true\"}", "{\"flag\": 1}", "{\"flag\": \"\"}" })
	void rejectsValueOfAnotherType(String json) {
		assertThatExceptionOfType(MalformedJsonException.class).isThrownBy(
				() -> StrictJson.bind(StrictJson.check(json.getBytes(StandardCharsets.UTF_8)), TypedValues.class));
	}

	/**
	 * Record with one component of each JSON type.
	 */
	record TypedValues(String text, int number, boolean flag) {

	}

}
