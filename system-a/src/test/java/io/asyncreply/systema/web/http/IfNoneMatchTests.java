package io.asyncreply.systema.web.http;

import java.time.Instant;

import io.asyncreply.messages.Lane;
import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.ledger.model.RequestState;
import io.asyncreply.systema.ledger.model.StoredRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Entity tags that match a row or do not.
 */
class IfNoneMatchTests {

	private final MockHttpServletRequest request = new MockHttpServletRequest();

	@ParameterizedTest
	@ValueSource(strings = { "\"7\"", "W/\"7\"", "*", "\"6\", \"7\"", "\"6\",W/\"7\"", "\"a,b\", \"7\"" })
	void matchesCurrentVersion(String header) {
		this.request.addHeader("If-None-Match", header);
		assertThat(IfNoneMatch.parse(this.request).matches(storedRequest(7))).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "\"77\"", "7", "\"7", "w/\"7\"", "\"*\"", "", "\"a,7,b\"" })
	void doesNotMatchOtherValues(String header) {
		this.request.addHeader("If-None-Match", header);
		assertThat(IfNoneMatch.parse(this.request).matches(storedRequest(7))).isFalse();
	}

	@Test
	void combinesSeveralHeaders() {
		this.request.addHeader("If-None-Match", "\"1\"");
		this.request.addHeader("If-None-Match", "\"7\"");
		assertThat(IfNoneMatch.parse(this.request).matches(storedRequest(7))).isTrue();
	}

	@Test
	void isAbsentWithoutHeader() {
		assertThat(IfNoneMatch.parse(this.request).isPresent()).isFalse();
		assertThat(IfNoneMatch.etagOf(storedRequest(7))).isEqualTo("\"7\"");
	}

	private static StoredRequest storedRequest(int version) {
		RequestId id = RequestId.parse("01a2027b-9176-7ad6-aadb-9d62ac57b6b4").orElseThrow();
		StoredRequest.RequestTimes requestTimes = new StoredRequest.RequestTimes(Instant.EPOCH, Instant.EPOCH,
				Instant.EPOCH, Instant.EPOCH, null, null, null);
		return new StoredRequest(id, "anonymous", "text.process", Lane.INTERACTIVE, RequestState.ACCEPTED, 1, 1,
				version, requestTimes, null, null, null);
	}

}
