package io.asyncreply.messages;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link RequestId}.
 */
class RequestIdTests {

	@Test
	void containsCreationTimeAndSortsByIt() {
		Instant early = Instant.parse("2026-11-22T08:00:00.123Z");
		RequestId first = RequestId.generate(Clock.fixed(early, ZoneOffset.UTC));
		RequestId second = RequestId.generate(Clock.fixed(early.plusMillis(1), ZoneOffset.UTC));
		assertThat(first.createdAt()).isEqualTo(early);
		assertThat(first).isLessThan(second);
		assertThat(first.value().version()).isEqualTo(7);
		assertThat(first.value().variant()).isEqualTo(2);
	}

	@Test
	void parsesItsOwnString() {
		RequestId id = RequestId.generate(Clock.systemUTC());
		assertThat(RequestId.parse(id.toString())).contains(id);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "1", "../", "019ab5c4-0000-4000-8000-000000000000",
			"019AB5C4-0000-7000-8000-000000000000", "019ab5c4-0000-7000-c000-000000000000",
			"019ab5c4000070008000000000000000", "019ab5c4-0000-7000-8000-000000000000\n",
			" 019ab5c4-0000-7000-8000-000000000000", "019ab5c4-0000-7000-8000-00000000000g",
			"019ab5c40-000-7000-8000-000000000000", "019ab5c4-0000-7000-8000-+00000000000",
			"019ab5c4-0000-7000-8000--00000000000", "019ab5c4-0000-7000-8000-00000000000\uff10" })
	void rejectsOtherText(String text) {
		assertThat(RequestId.parse(text)).isEmpty();
	}

}
