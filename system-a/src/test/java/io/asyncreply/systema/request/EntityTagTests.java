package io.asyncreply.systema.request;

import java.time.Instant;

import io.asyncreply.messages.Lane;
import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.ledger.Entry;
import io.asyncreply.systema.ledger.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compares what callers have seen with what is.
 */
class EntityTagTests {

	private final MockHttpServletRequest request = new MockHttpServletRequest();

	@ParameterizedTest
	@ValueSource(strings = { "\"7\"", "W/\"7\"", "*", "\"6\", \"7\"", "\"6\",W/\"7\"", "\"a,b\", \"7\"" })
	void seenStateMatches(String header) {
		this.request.addHeader("If-None-Match", header);
		assertThat(EntityTag.seenBy(this.request).matches(entry(7))).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "\"77\"", "7", "\"7", "w/\"7\"", "\"*\"", "", "\"a,7,b\"" })
	void anythingElseDoesNot(String header) {
		this.request.addHeader("If-None-Match", header);
		assertThat(EntityTag.seenBy(this.request).matches(entry(7))).isFalse();
	}

	@Test
	void severalHeadersCountTogether() {
		this.request.addHeader("If-None-Match", "\"1\"");
		this.request.addHeader("If-None-Match", "\"7\"");
		assertThat(EntityTag.seenBy(this.request).matches(entry(7))).isTrue();
	}

	@Test
	void whoDoesNotSayHasSeenNothing() {
		assertThat(EntityTag.seenBy(this.request).isPresent()).isFalse();
		assertThat(EntityTag.of(entry(7))).isEqualTo("\"7\"");
	}

	private static Entry entry(int version) {
		RequestId id = RequestId.parse("01a2027b-9176-7ad6-aadb-9d62ac57b6b4").orElseThrow();
		Entry.Times times = new Entry.Times(Instant.EPOCH, Instant.EPOCH, Instant.EPOCH, Instant.EPOCH, null, null,
				null);
		return new Entry(id, "anonymous", "text.process", Lane.INTERACTIVE, State.ACCEPTED, 1, 1, version, times, null,
				null, null);
	}

}
