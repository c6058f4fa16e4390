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
 * The submission of a request.
 *
 * @param operation the operation
 * @param payload a payload of the operation
 * @param key the idempotency key, with which a submission without response is repeated
 * @param lane the lane
 * @param deadline the time from submission to deadline, null for the default
 */
public record RequestSubmission(Operation<?, ?> operation, Object payload, String key, Lane lane,
		@Nullable Duration deadline) {

	private static final JsonMapper JSON = JsonMapper.builder()
		.changeDefaultPropertyInclusion((inclusion) -> inclusion.withValueInclusion(JsonInclude.Include.NON_NULL))
		.build();

	public static <P> RequestSubmission of(Operation<P, ?> operation, P payload) {
		return new RequestSubmission(operation, payload, UUID.randomUUID().toString(), Lane.INTERACTIVE, null);
	}

	/** Creates quick work whose result contains the text. */
	public static RequestSubmission text(String text) {
		return of(TextProcess.OPERATION, new TextProcess(text, null));
	}

	/** Creates work of a given duration. */
	public static RequestSubmission simulatedWork(Duration duration) {
		return of(Simulation.OPERATION, new Simulation((int) duration.toMillis(), 0, false, 0, false, false));
	}

	public RequestSubmission inLane(Lane other) {
		return new RequestSubmission(this.operation, this.payload, this.key, other, this.deadline);
	}

	public RequestSubmission withDeadline(Duration other) {
		return new RequestSubmission(this.operation, this.payload, this.key, this.lane, other);
	}

	/** Returns whether a result belongs to this submission. */
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
