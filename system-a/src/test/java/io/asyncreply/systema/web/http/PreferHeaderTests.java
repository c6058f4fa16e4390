package io.asyncreply.systema.web.http;

import java.time.Duration;
import java.util.Collections;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Valid and invalid {@code Prefer} headers.
 */
class PreferHeaderTests {

	private final PreferHeader preferHeader = new PreferHeader(Duration.ofSeconds(60));

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
			wait=5                        | 5
			WAIT=5                        | 5
			wait = 5                      | 5
			wait="5"                      | 5
			wait=0                        | 0
			wait=007                      | 7
			respond-async, wait=10        | 10
			respond-async,wait=10         | 10
			respond-async; a=b, wait=10   | 10
			wait=10; foo="a, b"           | 10
			wait=10, respond-async        | 10
			foo="x, wait=7", wait=8       | 8
			wait=5, wait=9                | 5
			wait=60                       | 60
			wait=61                       | 60
			wait=99999999999999999999999  | 60
			""")
	void readsWholeSecondsUpToMaxWait(String header, int seconds) {
		assertThat(this.preferHeader.parse(Collections.enumeration(List.of(header))))
			.hasValue(Duration.ofSeconds(seconds));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", ",", "wait", "wait=", "wait=-1", "wait=abc", "wait=1.5", "wait=1s", "waiting=5",
			"await=5", "wait=5 6", "wait=\"\"", "wait=\"5", "wait=abc, wait=5", "foo=\"wait=5\"", "=5", "wait;5" })
	void ignoresInvalidValues(String header) {
		assertThat(this.preferHeader.parse(Collections.enumeration(List.of(header)))).isEmpty();
	}

	@Test
	void combinesSeveralHeaders() {
		assertThat(this.preferHeader.parse(Collections.enumeration(List.of("respond-async", "wait=3", "wait=4"))))
			.hasValue(Duration.ofSeconds(3));
		assertThat(this.preferHeader.parse(Collections.emptyEnumeration())).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "\"", ",", "a=\"\\\"", "wait=", "wait=5;", " " })
	void readsLongHeaderInLinearTime(String piece) {
		assertThat(this.preferHeader.parse(Collections.enumeration(List.of(piece.repeat(8_000))))).satisfiesAnyOf(
				(wait) -> assertThat(wait).isEmpty(), (wait) -> assertThat(wait).hasValue(Duration.ofSeconds(5)));
	}

}
