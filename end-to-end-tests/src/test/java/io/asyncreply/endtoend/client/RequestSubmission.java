package io.asyncreply.endtoend.client;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.asyncreply.messages.Lane;
import io.asyncreply.messages.operation.Operation;
import io.asyncreply.messages.operation.Simulation;
import io.asyncreply.messages.operation.TextProcess;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A request as a caller submits it.
 *
 * @param operation what is asked for
 * @param payload fits the operation
 * @param key the idempotency key, so that an attempt without an answer can be repeated
 * @param lane the lane
 * @param deadline when it expires, counted from its submission; null for the default
 */
public record RequestSubmission(Operation<?, ?> operation, Object payload, String key, Lane lane,
		@Nullable Duration deadline) {

	private static final JsonMapper JSON = JsonMapper.builder()
		.changeDefaultPropertyInclusion((inclusion) -> inclusion.withValueInclusion(JsonInclude.Include.NON_NULL))
		.build();

	public static <P> RequestSubmission of(Operation<P, ?> operation, P payload) {
		return new RequestSubmission(operation, payload, UUID.randomUUID().toString(), Lane.INTERACTIVE, null);
	}

	/** Quick work, whose result shows what it was asked. */
	public static RequestSubmission text(String text) {
		return of(TextProcess.OPERATION, new TextProcess(text, null));
	}

	/** Work that lasts. */
	public static RequestSubmission simulatedWork(Duration duration) {
		return of(Simulation.OPERATION, new Simulation((int) duration.toMillis(), 0, false, 0, false, false));
	}

	public RequestSubmission inLane(Lane other) {
		return new RequestSubmission(this.operation, this.payload, this.key, other, this.deadline);
	}

	public RequestSubmission withDeadline(Duration other) {
		return new RequestSubmission(this.operation, this.payload, this.key, this.lane, other);
	}

	/** Tells whether a result can only be this submission's. */
	public boolean matches(JsonNode result) {
		if (this.payload instanceof TextProcess text) {
			return result.path("text").asString().endsWith(text.text());
		}
		if (this.payload instanceof Simulation simulation) {
			return result.path("millis").asLong() >= simulation.millis()
					&& result.path("attempt").asInt() > simulation.failTimes();
		}
		return true;
	}

	public String body() {
		Map<String, Object> members = new LinkedHashMap<>();
		members.put("operation", this.operation.name());
		members.put("payload", this.payload);
		members.put("lane", this.lane.label());
		if (this.deadline != null) {
			members.put("deadline", this.deadline.toString());
		}
		return JSON.writeValueAsString(members);
	}

}
