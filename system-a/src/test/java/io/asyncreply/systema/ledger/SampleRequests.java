package io.asyncreply.systema.ledger;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

import io.asyncreply.messages.Lane;
import io.asyncreply.messages.RawJson;
import io.asyncreply.messages.RequestId;
import io.asyncreply.messaging.tracing.TraceParent;
import io.asyncreply.systema.ledger.model.NewRequest;

/**
 * Valid requests of one caller, accepted at the time of the clock.
 */
public final class SampleRequests {

	public static final String OWNER = "caller";

	static final TraceParent TRACE = new TraceParent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");

	private final ManualClock clock;

	SampleRequests(ManualClock clock) {
		this.clock = clock;
	}

	public NewRequest request() {
		return request(Lane.INTERACTIVE);
	}

	NewRequest request(Lane lane) {
		return new NewRequest(RequestId.generate(this.clock), OWNER, "text.process", lane, json("{\"text\":\"消息A\"}"),
				this.clock.instant().plus(Duration.ofMinutes(1)), null, TRACE);
	}

	NewRequest request(String operation) {
		return new NewRequest(RequestId.generate(this.clock), OWNER, operation, Lane.INTERACTIVE, json("{}"),
				this.clock.instant().plus(Duration.ofMinutes(1)), null, null);
	}

	NewRequest request(NewRequest.IdempotencyData idempotencyData) {
		return request(RequestId.generate(this.clock), idempotencyData);
	}

	NewRequest request(RequestId id, NewRequest.IdempotencyData idempotencyData) {
		return new NewRequest(id, OWNER, "text.process", Lane.INTERACTIVE, json("{\"text\":\"消息A\"}"),
				this.clock.instant().plus(Duration.ofMinutes(1)), idempotencyData, TRACE);
	}

	NewRequest requestWithDeadline(Instant deadline, RequestId id) {
		return new NewRequest(id, OWNER, "text.process", Lane.INTERACTIVE, json("{\"text\":\"消息A\"}"), deadline, null,
				null);
	}

	public static RawJson json(String text) {
		return RawJson.of(text.getBytes(StandardCharsets.UTF_8));
	}

}
