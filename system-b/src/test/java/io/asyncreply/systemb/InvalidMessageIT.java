package io.asyncreply.systemb;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.GetResponse;
import io.asyncreply.messages.AmqpNames;
import io.asyncreply.messages.RequestId;
import io.asyncreply.messaging.message.OutboundMessage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Tests that System B replies to invalid messages with a retryable failure, parks them,
 * and then processes the next request.
 */
class InvalidMessageIT extends AbstractSystemBIT {

	private static final String PAYLOAD = "{\"text\": \"a\"}";

	@ParameterizedTest(name = "{0}")
	@MethodSource("invalidProperties")
	void parksMessageWithReason(String description, String reason, PropertyChange propertyChange) throws Exception {
		OutboundMessage valid = this.fakeSystemA.message("text.process", PAYLOAD);
		double before = this.systemB.count("asyncreply.messages.parked", "reason", reason);

		BasicProperties properties = propertyChange.apply(valid.properties().builder());
		this.fakeSystemA.publish(QUEUE, properties, valid.body());

		assertParked(reason, valid.body());
		assertAnswered(properties, reason);
		await().untilAsserted(
				() -> assertThat(this.systemB.count("asyncreply.messages.parked", "reason", reason) - before).isOne());
	}

	static Stream<Arguments> invalidProperties() {
		return Stream.of(
				arguments("no content type", "content-type", changed((properties) -> properties.contentType(null))),
				arguments("a wrong content type", "content-type",
						changed((properties) -> properties.contentType("application/x-java-serialized-object"))),
				arguments("a malformed content type", "content-type",
						changed((properties) -> properties.contentType("x"))),
				arguments("a content encoding", "content-type",
						changed((properties) -> properties.contentEncoding("gzip"))),
				arguments("no user", "user-id", changed((properties) -> properties.userId(null))),
				arguments("no message id", "correlation", changed((properties) -> properties.messageId(null))),
				arguments("no correlation id", "correlation", changed((properties) -> properties.correlationId(null))),
				arguments("different ids", "correlation",
						changed((properties) -> properties.messageId("01900000-0000-7000-8000-000000000000"))),
				arguments("ids that are not UUIDs", "correlation",
						changed((properties) -> properties.messageId("x").correlationId("x"))),
				arguments("ids of 255 characters", "correlation",
						changed((properties) -> properties.messageId("7".repeat(255)).correlationId("7".repeat(255)))),
				arguments("no type", "type", changed((properties) -> properties.type(null))),
				arguments("the type of another operation", "type",
						changed((properties) -> properties.type("text.word-count"))),
				arguments("a type that is not an operation name", "type",
						changed((properties) -> properties.type("Text Process"))),
				arguments("no headers", "deadline", changed((properties) -> properties.headers(null))),
				arguments("no deadline", "deadline", changed((properties) -> properties.headers(Map.of("attempt", 1)))),
				arguments("a textual deadline", "deadline",
						changed((properties) -> properties.headers(Map.of("attempt", 1, "deadline", "tomorrow")))));
	}

	@ParameterizedTest
	@MethodSource("bodies")
	void parksInvalidJson(byte[] body) throws Exception {
		BasicProperties properties = this.fakeSystemA.message("text.process", PAYLOAD).properties();
		this.fakeSystemA.publish(QUEUE, properties, body);

		assertParked("body", body);
		assertAnswered(properties, "body");
	}

	static Stream<byte[]> bodies() {
		return Stream.of(new byte[0], new byte[] { '{' }, new byte[] { (byte) 0xFF, (byte) 0xFE }, bytes("hello"),
				bytes("{\"text\": \"a\"} {}"), bytes("{\"text\": \"a\", \"text\": \"b\"}"),
				bytes("{\"text\": \"\\u0000\"}"), bytes("\uFEFF{}"), bytes("[".repeat(100_000)));
	}

	@ParameterizedTest
	@MethodSource("sizes")
	void parksOversizedBody(int size) throws Exception {
		byte[] body = bytes("\"" + "x".repeat(size) + "\"");

		BasicProperties properties = this.fakeSystemA.message("text.process", PAYLOAD).properties();
		this.fakeSystemA.publish(QUEUE, properties, body);

		assertParked("too-large", body);
		assertAnswered(properties, "too-large");
	}

	static Stream<Integer> sizes() {
		return Stream.of(2 * 1024 * 1024, 5 * 1024 * 1024);
	}

	@ParameterizedTest
	@MethodSource("harmlessHeaders")
	void ignoresHarmlessHeaders(Map<String, Object> headers) throws Exception {
		OutboundMessage message = this.fakeSystemA.message("text.process", PAYLOAD);
		Map<String, Object> all = new HashMap<>(Objects.requireNonNull(message.properties().getHeaders()));
		all.putAll(headers);

		this.fakeSystemA.publish(QUEUE, message.properties().builder().headers(all).replyTo("elsewhere").build(),
				message.body());

		ReceivedReply reply = await().until(
				() -> this.fakeSystemA.replies(message.properties().getMessageId()).stream().findFirst().orElse(null),
				Objects::nonNull);
		assertThat(reply.type()).isEqualTo("succeeded");
		assertThat(reply.attempt()).isPositive();
	}

	static Stream<Map<String, Object>> harmlessHeaders() {
		return Stream.of(Map.of("__TypeId__", "java.util.logging.FileHandler"), Map.of("attempt", "abc"),
				Map.of("attempt", -1), Map.of("attempt", Long.MAX_VALUE), Map.of("deadline", Long.MAX_VALUE),
				Map.of("x-death", "often"));
	}

	private void assertParked(String reason, byte[] body) throws Exception {
		GetResponse parked = this.fakeSystemA.awaitMessage(AmqpNames.PARKING_QUEUE);
		assertThat(parked.getBody()).isEqualTo(body);
		assertThat(header(parked, "reason")).isEqualTo(reason);
		assertThat(header(parked, "queue")).isEqualTo(QUEUE);
		assertThat(this.fakeSystemA.awaitFinalReply(this.fakeSystemA.submit("text.process", PAYLOAD)).type())
			.isEqualTo("succeeded");
		assertThat(this.fakeSystemA.countReady(QUEUE)).isZero();
	}

	/** A message without a readable correlation id has no request to reply to. */
	private void assertAnswered(BasicProperties properties, String reason) {
		Optional<RequestId> id = RequestId.parse(String.valueOf(properties.getCorrelationId()));
		if (id.isEmpty()) {
			assertThat(this.fakeSystemA.replies(String.valueOf(properties.getMessageId()))).isEmpty();
			return;
		}
		this.fakeSystemA.awaitFinalReply(id.get());
		assertThat(this.fakeSystemA.replies(id.get())).singleElement()
			.returns("failed", ReceivedReply::type)
			.returns("invalid-message", ReceivedReply::problem)
			.returns(true, ReceivedReply::isRetryable)
			.returns(1, ReceivedReply::attempt)
			.satisfies((reply) -> assertThat(reply.body().at("/error/detail").asString()).contains(reason));
	}

	private static @Nullable String header(GetResponse message, String name) {
		Map<String, Object> headers = message.getProps().getHeaders();
		return (headers != null) ? String.valueOf(headers.get(name)) : null;
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static PropertyChange changed(UnaryOperator<BasicProperties.Builder> change) {
		return (properties) -> change.apply(properties).build();
	}

	/**
	 * Changes the properties of a valid message.
	 */
	private interface PropertyChange {

		BasicProperties apply(BasicProperties.Builder properties);

	}

}
