package io.asyncreply.systemb;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Delivery;
import io.asyncreply.messaging.tracing.TraceParent;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A reply as FakeSystemA received it.
 *
 * @param properties the message properties
 * @param body the JSON body
 */
public record ReceivedReply(BasicProperties properties, JsonNode body) {

	private static final String BATCH_CONTENT_TYPE = "application/vnd.asyncreply.message-batch+json";

	private static final JsonMapper MAPPER = new JsonMapper();

	/** Reads the replies of a message, several if it is a message batch. */
	static List<ReceivedReply> of(Delivery delivery) {
		JsonNode body = MAPPER.readTree(delivery.getBody());
		if (!BATCH_CONTENT_TYPE.equals(delivery.getProperties().getContentType())) {
			return List.of(new ReceivedReply(delivery.getProperties(), body));
		}
		return body.valueStream()
			.map((pair) -> new ReceivedReply(properties(delivery, pair.get(0)), pair.get(1)))
			.toList();
	}

	private static BasicProperties properties(Delivery delivery, JsonNode header) {
		Map<String, Object> headers = new HashMap<>(delivery.getProperties().getHeaders());
		headers.put("attempt", header.get("attempt").asInt());
		if (header.has("traceparent")) {
			headers.put("traceparent", header.get("traceparent").asString());
		}
		return new BasicProperties.Builder().correlationId(header.get("id").asString())
			.type(header.get("type").asString())
			.headers(headers)
			.build();
	}

	public String id() {
		return this.properties.getCorrelationId();
	}

	public String type() {
		return this.properties.getType();
	}

	public int attempt() {
		Map<String, Object> headers = Objects.requireNonNull(this.properties.getHeaders());
		return ((Number) Objects.requireNonNull(headers.get("attempt"))).intValue();
	}

	/** Returns the ledger that the reply names, "null" if it names none. */
	public String ledger() {
		return String.valueOf(Objects.requireNonNull(this.properties.getHeaders()).get("ledger"));
	}

	public @Nullable TraceParent trace() {
		return TraceParent.parse(Objects.requireNonNull(this.properties.getHeaders()).get("traceparent"));
	}

	public boolean isFinal() {
		return !type().equals("progress");
	}

	/** Returns the problem type of a failure, without its prefix. */
	public String problem() {
		return this.body.at("/error/type").asString().replace("urn:asyncreply:problem:", "");
	}

	public boolean isRetryable() {
		return this.body.at("/retryable").asBoolean();
	}

	public Duration processing() {
		return Duration.parse(this.body.at("/durations/processing").asString());
	}

	public int percent() {
		return this.body.at("/percent").asInt();
	}

}
