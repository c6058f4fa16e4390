package io.asyncreply.messaging.message;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.rabbitmq.client.AMQP.BasicProperties;
import io.asyncreply.messages.CorrelatedReply;
import io.asyncreply.messages.Lane;
import io.asyncreply.messages.Problem;
import io.asyncreply.messages.Reply;
import io.asyncreply.messages.Request;
import io.asyncreply.messages.RequestId;
import io.asyncreply.messaging.message.InvalidMessageException.InvalidMessageReason;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static io.asyncreply.messaging.message.DeliveredMessages.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of replies in {@link AmqpMessageCodec}.
 */
class ReplyCodecTests {

	private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T08:00:00Z"), ZoneOffset.UTC);

	private static final RequestId ID = RequestId.parse("01a2027d-29e0-7561-ac5c-e372cd50e58b").orElseThrow();

	private static final AmqpMessageCodec CODEC = new AmqpMessageCodec("system-a", "system-a-user", CLOCK);

	private static final Request REQUEST = new Request(ID, "text.process", 3, Instant.parse("2026-11-22T08:00:30Z"),
			json("{\"text\":\"消息A\"}"), null);

	private final DeliveredMessages messages = new DeliveredMessages();

	@AfterEach
	void readsWithoutBroker() {
		assertThat(this.messages.channelCalls()).isEmpty();
	}

	static Stream<Reply> roundTripsReply() {
		Reply.Timings replyTimings = new Reply.Timings(Duration.ofMillis(1), Duration.ofMillis(20));
		return Stream.of(new Reply.Succeeded(json("{\"text\": \"处理后的消息：消息A\"}"), replyTimings),
				new Reply.Failed(Problem.of("broken", "Broken", "It is broken."), true, replyTimings),
				new Reply.Failed(new Problem(URI.create("about:blank"), "Broken", null), false, replyTimings),
				new Reply.Progress(40, "getting on"), new Reply.Progress(0, null));
	}

	@ParameterizedTest
	@MethodSource
	void roundTripsReply(Reply reply) throws InvalidMessageException {
		CorrelatedReply correlated = new CorrelatedReply(ID, 2, "text.process", "0123456789abcdef", reply);
		OutboundMessage message = CODEC.encode(correlated);
		assertThat(CODEC.decodeReply(this.messages.deliver(message))).isEqualTo(correlated);
		assertThat(message.exchange()).isEqualTo("asyncreply.replies");
		assertThat(message.routingKey()).isEqualTo("replies");
	}

	@Test
	void rejectsOversizedBody() {
		InboundMessage message = this.messages.deliver(CODEC.encode(REQUEST, Lane.BULK).properties(),
				new byte[AmqpMessageCodec.MAX_BODY_BYTES + 1]);
		assertThatExceptionOfType(InvalidMessageException.class).isThrownBy(() -> CODEC.decodeReply(message))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(InvalidMessageReason.TOO_LARGE));
	}

	static Stream<Arguments> rejectsReplyWithInvalidBody() {
		return Stream.of(Arguments.of("succeeded", "{}"), Arguments.of("succeeded", "[]"),
				Arguments.of("succeeded", "{\"result\":1,\"durations\":2}"),
				Arguments.of("failed", "{\"retryable\":true}"), Arguments.of("progress", "{\"percent\":null}"),
				Arguments.of("failed", "{\"error\":{\"type\":\"urn:a\",\"title\":null}}"),
				Arguments.of("progress", "{\"message\":\"a\"}"), Arguments.of("failed", "{\"error\":{}}"),
				Arguments.of("progress", "{\"percent\":101}"), Arguments.of("progress", "{\"percent\":-1}"),
				Arguments.of("progress", "{\"percent\":\"1\"}"));
	}

	@ParameterizedTest
	@MethodSource
	void rejectsReplyWithInvalidBody(String type, String body) {
		BasicProperties properties = CODEC.encode(REQUEST, Lane.BULK).properties().builder().type(type).build();
		InboundMessage message = this.messages.deliver(properties, body.getBytes(StandardCharsets.UTF_8));
		assertThatExceptionOfType(InvalidMessageException.class).isThrownBy(() -> CODEC.decodeReply(message))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(InvalidMessageReason.BODY));
	}

	static Stream<Arguments> toleratesMembersOfAnotherVersion() {
		Reply.Timings timings = new Reply.Timings(Duration.ofMillis(1), Duration.ZERO);
		return Stream.of(
				Arguments.of("succeeded", "{\"result\":1,\"extra\":2}",
						new Reply.Succeeded(json("1"), Reply.Timings.NONE)),
				Arguments.of("succeeded", "{\"result\":1,\"durations\":{\"held\":\"PT0.001S\",\"extra\":2}}",
						new Reply.Succeeded(json("1"), timings)),
				Arguments.of("succeeded", "{\"result\":1,\"durations\":{\"held\":\"PT-1S\",\"processing\":null}}",
						new Reply.Succeeded(json("1"), Reply.Timings.NONE)),
				Arguments.of("succeeded", "{\"result\":1,\"durations\":{\"held\":\"PT2562047788015215H\"}}",
						new Reply.Succeeded(json("1"), new Reply.Timings(Duration.ofDays(365), Duration.ZERO))),
				Arguments.of("failed", "{\"error\":{\"type\":\"urn:a:b\",\"title\":\"T\",\"status\":500},\"extra\":[]}",
						new Reply.Failed(new Problem(URI.create("urn:a:b"), "T", null), false, Reply.Timings.NONE)),
				Arguments.of("progress", "{\"percent\":1,\"extra\":{}}", new Reply.Progress(1, null)));
	}

	@ParameterizedTest
	@MethodSource
	void toleratesMembersOfAnotherVersion(String type, String body, Reply reply) throws InvalidMessageException {
		BasicProperties properties = CODEC.encode(REQUEST, Lane.BULK).properties().builder().type(type).build();
		assertThat(CODEC.decodeReply(this.messages.deliver(properties, body.getBytes(StandardCharsets.UTF_8))).reply())
			.isEqualTo(reply);
	}

	static Stream<Arguments> replacesProblemTypeThatIsNoLink() {
		return Stream.of(Arguments.of("javascript:alert(1)", "urn:asyncreply:problem:handler-failed"),
				Arguments.of("data:text/html,x", "urn:asyncreply:problem:handler-failed"),
				Arguments.of("//evil.example", "urn:asyncreply:problem:handler-failed"),
				Arguments.of(" https://a.example", "urn:asyncreply:problem:handler-failed"),
				Arguments.of("https://a b", "urn:asyncreply:problem:handler-failed"),
				Arguments.of("", "urn:asyncreply:problem:handler-failed"),
				Arguments.of("urn:" + "a".repeat(90_000), "urn:asyncreply:problem:handler-failed"),
				Arguments.of("https://a.example/problems/x", "https://a.example/problems/x"),
				Arguments.of("HTTP://a.example/x", "HTTP://a.example/x"), Arguments.of("about:blank", "about:blank"));
	}

	@ParameterizedTest
	@MethodSource
	void replacesProblemTypeThatIsNoLink(String type, String read) throws InvalidMessageException {
		BasicProperties properties = CODEC.encode(REQUEST, Lane.BULK).properties().builder().type("failed").build();
		String body = "{\"error\":{\"type\":\"" + type + "\",\"title\":\"" + "😀".repeat(45_000) + "\",\"detail\":\""
				+ "d".repeat(90_000) + "\"}}";
		Reply.Failed failed = (Reply.Failed) CODEC
			.decodeReply(this.messages.deliver(properties, body.getBytes(StandardCharsets.UTF_8)))
			.reply();
		assertThat(failed.error().type()).hasToString(read);
		assertThat(failed.error().title()).endsWith("😀…").hasSizeLessThanOrEqualTo(Problem.MAX_TITLE_LENGTH);
		assertThat(failed.error().detail()).hasSize(Problem.MAX_DETAIL_LENGTH);
	}

	static Stream<Object> rejectsReplyWithInvalidAttempt() {
		return Stream.of("abc", 0, -1L, 1_000_001, Long.MAX_VALUE, List.of(1));
	}

	@ParameterizedTest
	@MethodSource
	void rejectsReplyWithInvalidAttempt(Object attempt) {
		BasicProperties properties = CODEC.encode(new CorrelatedReply(ID, 1, new Reply.Progress(1, null)))
			.properties()
			.builder()
			.headers(Map.of("attempt", attempt))
			.build();
		InboundMessage message = this.messages.deliver(properties, "{\"percent\":1}".getBytes(StandardCharsets.UTF_8));
		assertThatExceptionOfType(InvalidMessageException.class).isThrownBy(() -> CODEC.decodeReply(message))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(InvalidMessageReason.ATTEMPT));
	}

}
