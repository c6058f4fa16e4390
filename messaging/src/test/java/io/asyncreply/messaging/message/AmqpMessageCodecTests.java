package io.asyncreply.messaging.message;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import com.rabbitmq.client.AMQP.BasicProperties;
import io.asyncreply.messages.ControlMessage;
import io.asyncreply.messages.ControlMessage.Cancellation;
import io.asyncreply.messages.ControlMessage.CancelledAttempt;
import io.asyncreply.messages.ControlMessage.Heartbeat;
import io.asyncreply.messages.ControlMessage.QueueStatus;
import io.asyncreply.messages.ControlMessage.RequestsChanged;
import io.asyncreply.messages.Lane;
import io.asyncreply.messages.Request;
import io.asyncreply.messages.RequestId;
import io.asyncreply.messaging.message.InvalidMessageException.InvalidMessageReason;
import io.asyncreply.messaging.tracing.TraceParent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static io.asyncreply.messaging.message.DeliveredMessages.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests of single messages in {@link AmqpMessageCodec}.
 */
class AmqpMessageCodecTests {

	private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T08:00:00Z"), ZoneOffset.UTC);

	private static final RequestId ID = RequestId.parse("01a2027d-29e0-7561-ac5c-e372cd50e58b").orElseThrow();

	private static final AmqpMessageCodec CODEC = new AmqpMessageCodec("system-a", "system-a-user", CLOCK);

	private static final String LEDGER = "0123456789abcdef";

	private static final Request REQUEST = new Request(ID, "text.process", 3, Instant.parse("2026-11-22T08:00:30Z"),
			json("{\"text\":\"消息A\"}"), LEDGER);

	private final DeliveredMessages messages = new DeliveredMessages();

	@AfterEach
	void readsWithoutBroker() {
		assertThat(this.messages.channelCalls()).isEmpty();
	}

	@Test
	void roundTripsRequest() throws InvalidMessageException {
		OutboundMessage message = CODEC.encode(REQUEST, Lane.BULK);
		assertThat(CODEC.decodeRequest(this.messages.deliver(message))).isEqualTo(REQUEST);
		assertThat(message.exchange()).isEqualTo("asyncreply.requests");
		assertThat(message.routingKey()).isEqualTo("requests.text.process.bulk");
		assertThat(message.body()).asString(StandardCharsets.UTF_8).isEqualTo("{\"text\":\"消息A\"}");
	}

	@Test
	void setsPropertiesOfContract() {
		BasicProperties properties = CODEC.encode(REQUEST, Lane.INTERACTIVE).properties();
		assertThat(properties).returns(ID.toString(), BasicProperties::getMessageId)
			.returns(ID.toString(), BasicProperties::getCorrelationId)
			.returns("text.process", BasicProperties::getType)
			.returns("application/json", BasicProperties::getContentType)
			.returns(2, BasicProperties::getDeliveryMode)
			.returns("30000", BasicProperties::getExpiration)
			.returns("system-a", BasicProperties::getAppId)
			.returns("system-a-user", BasicProperties::getUserId)
			.returns(Map.of("attempt", 3, "deadline", 1_795_334_430_000L, "ledger", LEDGER),
					BasicProperties::getHeaders);
	}

	@Test
	void expiresAfterAtLeastOneMillisecond() {
		Request late = new Request(ID, "text.process", 1, CLOCK.instant().minusSeconds(1), json("{}"), null);
		assertThat(CODEC.encode(late, Lane.INTERACTIVE).properties().getExpiration()).isEqualTo("1");
	}

	static Stream<ControlMessage> roundTripsControlMessage() {
		QueueStatus queueStatus = new QueueStatus("requests.text.process", 8, 256, Duration.ofSeconds(30), 7, 1_234,
				Duration.ofNanos(5_678_900), List.of(ID), true);
		return Stream.of(new Heartbeat("a-worker", true, List.of(queueStatus)),
				new Heartbeat("a-worker", false, List.of()), new Cancellation(List.of(new CancelledAttempt(ID, 2))),
				new RequestsChanged(List.of(ID)),
				new RequestsChanged(Collections.nCopies(ControlMessage.MAX_REQUESTS, ID)), new Cancellation(
						Collections.nCopies(ControlMessage.MAX_REQUESTS, new CancelledAttempt(ID, 1_000_000))));
	}

	@ParameterizedTest
	@MethodSource
	void roundTripsControlMessage(ControlMessage controlMessage) throws InvalidMessageException {
		OutboundMessage message = CODEC.encode(controlMessage);
		assertThat(CODEC.decodeControlMessage(this.messages.deliver(message))).isEqualTo(controlMessage);
		assertThat(message.exchange()).isEqualTo("asyncreply.control");
		assertThat(message.properties()).returns(1, BasicProperties::getDeliveryMode)
			.returns("system-a-user", BasicProperties::getUserId)
			.returns("application/json", BasicProperties::getContentType);
	}

	@Test
	void rejectsControlMessageWithTooManyRequests() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new RequestsChanged(Collections.nCopies(ControlMessage.MAX_REQUESTS + 1, ID)));
	}

	static Stream<Arguments> rejectsPropertiesThatBreakContract() {
		return Stream.of(
				invalidProperties(InvalidMessageReason.CONTENT_TYPE, (properties) -> properties.contentType(null)),
				invalidProperties(InvalidMessageReason.CONTENT_TYPE, (properties) -> properties.contentType("")),
				invalidProperties(InvalidMessageReason.CONTENT_TYPE, (properties) -> properties.contentType("garbage")),
				invalidProperties(InvalidMessageReason.CONTENT_TYPE,
						(properties) -> properties.contentType("application/x-java-serialized-object")),
				invalidProperties(InvalidMessageReason.CONTENT_TYPE,
						(properties) -> properties.contentEncoding("gzip")),
				invalidProperties(InvalidMessageReason.CONTENT_TYPE,
						(properties) -> properties.contentEncoding("UTF-99")),
				invalidProperties(InvalidMessageReason.USER_ID, (properties) -> properties.userId(null)),
				invalidProperties(InvalidMessageReason.CORRELATION, (properties) -> properties.messageId(null)),
				invalidProperties(InvalidMessageReason.CORRELATION, (properties) -> properties.correlationId(null)),
				invalidProperties(InvalidMessageReason.CORRELATION,
						(properties) -> properties.correlationId(RequestId.generate(CLOCK).toString())),
				invalidProperties(InvalidMessageReason.CORRELATION,
						(properties) -> properties.messageId("x").correlationId("x")),
				invalidProperties(InvalidMessageReason.CORRELATION,
						(properties) -> properties.messageId("y".repeat(255)).correlationId("y".repeat(255))),
				invalidProperties(InvalidMessageReason.TYPE, (properties) -> properties.type(null)),
				invalidProperties(InvalidMessageReason.TYPE, (properties) -> properties.type("No Operation")),
				invalidProperties(InvalidMessageReason.DEADLINE,
						(properties) -> properties.headers(Map.of("attempt", 1))),
				invalidProperties(InvalidMessageReason.DEADLINE,
						(properties) -> properties.headers(Map.of("deadline", "tomorrow"))),
				invalidProperties(InvalidMessageReason.DEADLINE, (properties) -> properties.headers(null)));
	}

	@ParameterizedTest
	@MethodSource
	void rejectsPropertiesThatBreakContract(InvalidMessageReason invalidMessageReason, BasicProperties properties) {
		InboundMessage message = this.messages.deliver(properties, "{}".getBytes(StandardCharsets.UTF_8));
		assertThatExceptionOfType(InvalidMessageException.class).isThrownBy(() -> CODEC.decodeRequest(message))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(invalidMessageReason));
	}

	static Stream<byte[]> rejectsInvalidBody() {
		return Stream.of(new byte[0], new byte[] { 1 }, "{".getBytes(StandardCharsets.UTF_8),
				"{\"a\":1}".getBytes(StandardCharsets.UTF_16LE));
	}

	@ParameterizedTest
	@MethodSource
	void rejectsInvalidBody(byte[] body) {
		InboundMessage message = this.messages.deliver(CODEC.encode(REQUEST, Lane.BULK).properties(), body);
		assertThatExceptionOfType(InvalidMessageException.class).isThrownBy(() -> CODEC.decodeRequest(message))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(InvalidMessageReason.BODY));
	}

	static Stream<Object> ignoresMalformedLedger() {
		return Stream.of("", 1, true, "0123456789abcde", "0123456789abcdefa", "0123456789ABCDEF", "x".repeat(100_000),
				List.of("0123456789abcdef"), Map.of("a", 1));
	}

	@ParameterizedTest
	@MethodSource
	void ignoresMalformedLedger(Object ledger) throws InvalidMessageException {
		Map<String, Object> headers = new HashMap<>(CODEC.encode(REQUEST, Lane.BULK).properties().getHeaders());
		headers.put("ledger", ledger);
		BasicProperties properties = CODEC.encode(REQUEST, Lane.BULK).properties().builder().headers(headers).build();
		assertThat(CODEC.decodeRequest(this.messages.deliver(properties, REQUEST.payload().utf8())).ledger()).isNull();
	}

	static Stream<Arguments> clampsAttempt() {
		return Stream.of(Arguments.of("abc", 1), Arguments.of(-1, 1), Arguments.of(0L, 1), Arguments.of(7L, 7),
				Arguments.of(Long.MAX_VALUE, 1_000_000));
	}

	@ParameterizedTest
	@MethodSource
	void clampsAttempt(Object attempt, int read) throws InvalidMessageException {
		Map<String, Object> headers = new HashMap<>(CODEC.encode(REQUEST, Lane.BULK).properties().getHeaders());
		headers.put("attempt", attempt);
		headers.put("__TypeId__", "java.util.logging.FileHandler");
		headers.put("x-death", "no list");
		BasicProperties properties = CODEC.encode(REQUEST, Lane.BULK).properties().builder().headers(headers).build();
		assertThat(CODEC.decodeRequest(this.messages.deliver(properties, REQUEST.payload().utf8())).attempt())
			.isEqualTo(read);
	}

	@Test
	void carriesTraceBesideOtherHeaders() throws InvalidMessageException {
		TraceParent trace = new TraceParent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
		OutboundMessage message = CODEC.encode(REQUEST, Lane.BULK);
		assertThat(message.withTraceParent(null)).isSameAs(message);
		assertThat(this.messages.deliver(message.withTraceParent(trace)).traceParent()).isEqualTo(trace);
		assertThat(CODEC.decodeRequest(this.messages.deliver(message.withTraceParent(trace)))).isEqualTo(REQUEST);
	}

	static Stream<Object> ignoresInvalidTrace() {
		return Stream.of("garbage", "x".repeat(100_000), 7, new byte[55], Map.of("traceparent", 1), List.of("00"));
	}

	@ParameterizedTest
	@MethodSource
	void ignoresInvalidTrace(Object trace) throws InvalidMessageException {
		Map<String, Object> headers = new HashMap<>(CODEC.encode(REQUEST, Lane.BULK).properties().getHeaders());
		headers.put("traceparent", trace);
		BasicProperties properties = CODEC.encode(REQUEST, Lane.BULK).properties().builder().headers(headers).build();
		InboundMessage message = this.messages.deliver(properties, REQUEST.payload().utf8());
		assertThat(message.traceParent()).isNull();
		assertThat(CODEC.decodeRequest(message)).isEqualTo(REQUEST);
	}

	@Test
	void parksCopyWithItsOwnProperties() {
		BasicProperties hostile = CODEC.encode(REQUEST, Lane.BULK)
			.properties()
			.builder()
			.replyTo("elsewhere")
			.headers(Map.of("x-death", "fake"))
			.build();
		OutboundMessage parked = CODEC.encodeParked(this.messages.deliver(hostile, new byte[] { 1, 2 }),
				InvalidMessageReason.BODY);
		assertThat(parked.exchange()).isEqualTo("asyncreply.parking");
		assertThat(parked.body()).containsExactly(1, 2);
		assertThat(parked.properties()).returns(null, BasicProperties::getReplyTo)
			.returns(null, BasicProperties::getExpiration)
			.returns("system-a-user", BasicProperties::getUserId)
			.returns(Map.of("reason", "body", "queue", "requests.test", "parked-message-id", ID.toString()),
					BasicProperties::getHeaders);
	}

	private static Arguments invalidProperties(InvalidMessageReason invalidMessageReason,
			UnaryOperator<BasicProperties.Builder> change) {
		return Arguments.of(invalidMessageReason,
				change.apply(CODEC.encode(REQUEST, Lane.BULK).properties().builder()).build());
	}

}
