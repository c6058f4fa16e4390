package io.asyncreply.endtoend;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.asyncreply.messages.Lane;
import io.asyncreply.messages.Operation;
import io.asyncreply.messages.Simulation;
import io.asyncreply.messages.TextProcess;
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
record Submission(Operation<?, ?> operation, Object payload, String key, Lane lane, @Nullable Duration deadline) {

	private static final JsonMapper JSON = JsonMapper.builder()
		.changeDefaultPropertyInclusion((inclusion) -> inclusion.withValueInclusion(JsonInclude.Include.NON_NULL))
		.build();

	static <P> Submission of(Operation<P, ?> operation, P payload) {
		return new Submission(operation, payload, UUID.randomUUID().toString(), Lane.INTERACTIVE, null);
	}

	/** Quick work, whose result shows what it was asked. */
	static Submission text(String text) {
		return of(TextProcess.OPERATION, new TextProcess(text, null));
	}

	/** Work that lasts. */
	static Submission work(Duration duration) {
		return of(Simulation.OPERATION, new Simulation((int) duration.toMillis(), 0, false, 0, false, false));
	}

	Submission in(Lane other) {
		return new Submission(this.operation, this.payload, this.key, other, this.deadline);
	}

	Submission within(Duration other) {
		return new Submission(this.operation, this.payload, this.key, this.lane, other);
	}

	/** Tells whether a result can only be this submission's. */
	boolean fits(JsonNode result) {
		if (this.payload instanceof TextProcess text) {
			return result.path("text").asString().endsWith(text.text());
		}
		if (this.payload instanceof Simulation simulation) {
			return result.path("millis").asLong() >= simulation.millis()
					&& result.path("attempt").asInt() > simulation.failTimes();
		}
		return true;
	}

	String body() {
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
