package io.asyncreply.systema.request;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

import io.asyncreply.messages.Json;
import io.asyncreply.messages.Lane;
import io.asyncreply.messages.RequestId;
import io.asyncreply.messages.StrictJson;
import io.asyncreply.systema.ledger.Entry;
import io.asyncreply.systema.ledger.State;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Shows rows to their callers.
 */
class StatusViewTests {

	private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

	@Test
	void openRequestHasNeitherResultNorEnd() {
		assertThat(shown(State.QUEUED, NOON.plusMillis(4), null, null)).isEqualTo("""
				{"id":"01a2027b-9176-7ad6-aadb-9d62ac57b6b4","operation":"text.process","lane":"bulk",\
				"state":"QUEUED","done":false,"attempts":2,"acceptedAt":"2026-11-22T12:00:00Z",\
				"updatedAt":"2026-11-22T12:00:01Z","deadline":"2026-11-23T12:00:00Z",\
				"timings":{"sent":"PT0.004S"}}""");
	}

	@Test
	void resultIsShownByteForByte() {
		assertThat(shown(State.SUCCEEDED, NOON.plusMillis(4), Duration.ofMillis(300), "{ \"n\" : 1.0e0 }")).endsWith("""
				"done":true,"attempts":2,"result":{ "n" : 1.0e0 },"acceptedAt":"2026-11-22T12:00:00Z",\
				"updatedAt":"2026-11-22T12:00:01Z","deadline":"2026-11-23T12:00:00Z",\
				"timings":{"sent":"PT0.004S","processing":"PT0.3S","waiting":"PT0.7S","total":"PT1S"}}""");
	}

	@Test
	void waitingIsNeverNegative() {
		assertThat(shown(State.SUCCEEDED, null, Duration.ofSeconds(2), "{}"))
			.endsWith("\"timings\":{\"processing\":\"PT2S\",\"waiting\":\"PT0S\",\"total\":\"PT1S\"}}");
	}

	private static String shown(State state, @Nullable Instant sentAt, @Nullable Duration processing,
			@Nullable String result) {
		RequestId id = RequestId.parse("01a2027b-9176-7ad6-aadb-9d62ac57b6b4").orElseThrow();
		Entry.Times times = new Entry.Times(NOON, NOON, NOON.plusSeconds(1), NOON.plus(Duration.ofDays(1)), sentAt,
				null, processing);
		Json json = (result != null) ? Json.of(result.getBytes(StandardCharsets.UTF_8)) : null;
		return StrictJson.write(StatusView
			.of(new Entry(id, "anonymous", "text.process", Lane.BULK, state, 1, 2, 3, times, null, json, null), null))
			.toString();
	}

}
