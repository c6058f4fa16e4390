package io.asyncreply.systema.web.request;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

import io.asyncreply.messages.Lane;
import io.asyncreply.messages.RawJson;
import io.asyncreply.messages.RequestId;
import io.asyncreply.messaging.json.StrictJson;
import io.asyncreply.systema.ledger.model.RequestState;
import io.asyncreply.systema.ledger.model.StoredRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Status responses of rows.
 */
class StatusResponseTests {

	private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

	@Test
	void omitsResultAndEndOfOpenRequest() {
		assertThat(statusJson(RequestState.QUEUED, NOON.plusMillis(4), null, null)).isEqualTo("""
				{"id":"01a2027b-9176-7ad6-aadb-9d62ac57b6b4","operation":"text.process","lane":"bulk",\
				"state":"QUEUED","done":false,"attempts":2,"acceptedAt":"2026-11-22T12:00:00Z",\
				"updatedAt":"2026-11-22T12:00:01Z","deadline":"2026-11-23T12:00:00Z",\
				"timings":{"sent":"PT0.004S"}}""");
	}

	@Test
	void showsResultByteForByte() {
		assertThat(statusJson(RequestState.SUCCEEDED, NOON.plusMillis(4), Duration.ofMillis(300), "{ \"n\" : 1.0e0 }"))
			.endsWith("""
					"done":true,"attempts":2,"result":{ "n" : 1.0e0 },"acceptedAt":"2026-11-22T12:00:00Z",\
					"updatedAt":"2026-11-22T12:00:01Z","deadline":"2026-11-23T12:00:00Z",\
					"timings":{"sent":"PT0.004S","processing":"PT0.3S","waiting":"PT0.7S","total":"PT1S"}}""");
	}

	@Test
	void neverShowsNegativeWaitingTime() {
		assertThat(statusJson(RequestState.SUCCEEDED, null, Duration.ofSeconds(2), "{}"))
			.endsWith("\"timings\":{\"processing\":\"PT2S\",\"waiting\":\"PT0S\",\"total\":\"PT1S\"}}");
	}

	private static String statusJson(RequestState state, @Nullable Instant sentAt, @Nullable Duration processing,
			@Nullable String result) {
		RequestId id = RequestId.parse("01a2027b-9176-7ad6-aadb-9d62ac57b6b4").orElseThrow();
		StoredRequest.RequestTimes requestTimes = new StoredRequest.RequestTimes(NOON, NOON, NOON.plusSeconds(1),
				NOON.plus(Duration.ofDays(1)), sentAt, null, processing);
		RawJson json = (result != null) ? RawJson.of(result.getBytes(StandardCharsets.UTF_8)) : null;
		return StrictJson
			.write(StatusResponse.of(new StoredRequest(id, "anonymous", "text.process", Lane.BULK, state, 1, 2, 3,
					requestTimes, null, json, null), null))
			.toString();
	}

}
