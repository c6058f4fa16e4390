package io.asyncreply.messaging.tracing;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests which values {@link TraceParent} accepts, by W3C Trace Context.
 */
class TraceParentTests {

	private static final String IDS = "4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7";

	@ParameterizedTest
	@ValueSource(strings = { "00-" + IDS + "-00", "00-" + IDS + "-01", "00-" + IDS + "-ff" })
	void keepsWellFormedHeader(String header) {
		assertThat(TraceParent.parse(header)).isEqualTo(new TraceParent(header));
	}

	@ParameterizedTest
	@CsvSource({ "01-" + IDS + "-01", "cc-" + IDS + "-01-", "cc-" + IDS + "-01-what the future may be like" })
	void readsKnownFieldsOfLaterVersions(String header) {
		assertThat(TraceParent.parse(header)).isEqualTo(new TraceParent("00-" + IDS + "-01"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "-", "garbage", IDS, "00-" + IDS, "00-" + IDS + "-", "00-" + IDS + "-1",
			"00-" + IDS + "-01-", "00-" + IDS + "-01-more", "00-" + IDS + "-01.", " 00-" + IDS + "-01",
			"00-" + IDS + "-01 ", "00-" + IDS + "-01\n", "00-" + IDS + "-01,00-" + IDS + "-01", "00-" + IDS + "-0x",
			"00-" + IDS + "-0A", "ff-" + IDS + "-01", "FF-" + IDS + "-01", "0-" + IDS + "-01", "01-" + IDS + "-01.x",
			"00_" + IDS + "_01", "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
			"00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
			"00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
			"00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-01",
			"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7a-01", "cc-" + IDS + "-01-a\nb" })
	void ignoresMalformedHeader(String header) {
		assertThat(TraceParent.parse(header)).isNull();
	}

	@Test
	void ignoresMissingAndForeignValues() {
		assertThat(TraceParent.parse(null)).isNull();
		assertThat(TraceParent.parse(7)).isNull();
		assertThat(TraceParent.parse(new byte[55])).isNull();
		assertThat(TraceParent.parse("cc-" + IDS + "-01-" + "x".repeat(200))).isNotNull();
		assertThat(TraceParent.parse("cc-" + IDS + "-01-" + "x".repeat(201))).isNull();
		assertThat(TraceParent.parse("0".repeat(1_000_000))).isNull();
	}

}
