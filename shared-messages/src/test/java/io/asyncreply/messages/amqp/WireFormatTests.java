package io.asyncreply.messages.amqp;

import java.lang.reflect.Proxy;
import java.net.URI;
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
import com.rabbitmq.client.Channel;
import io.asyncreply.messages.CorrelatedReply;
import io.asyncreply.messages.Durations;
import io.asyncreply.messages.Json;
import io.asyncreply.messages.Lane;
import io.asyncreply.messages.Problem;
import io.asyncreply.messages.Reply;
import io.asyncreply.messages.Request;
import io.asyncreply.messages.RequestId;
import io.asyncreply.messages.Signal;
import io.asyncreply.messages.Signal.Cancellation;
import io.asyncreply.messages.Signal.Pulse;
import io.asyncreply.messages.Signal.Recalled;
import io.asyncreply.messages.Signal.Station;
import io.asyncreply.messages.Signal.WakeUp;
import io.asyncreply.messages.amqp.UnreadableMessageException.Reason;
import io.asyncreply.messages.trace.TraceParent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What is written and read alone, and what is refused.
 */
class WireFormatTests {

	private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T08:00:00Z"), ZoneOffset.UTC);

	private static final RequestId ID = RequestId.parse("01a2027d-29e0-7561-ac5c-e372cd50e58b").orElseThrow();

	private static final WireFormat FORMAT = new WireFormat("system-a", "somebody", CLOCK);

	private static final Request REQUEST = new Request(ID, "text.process", 3, Instant.parse("2026-11-22T08:00:30Z"),
			json("{\"text\":\"消息A\"}"));

	@Test
	void requestArrivesAsItLeft() throws UnreadableMessageException {
		OutgoingMessage message = FORMAT.write(REQUEST, Lane.BULK);
		assertThat(FORMAT.readRequest(delivered(message))).isEqualTo(REQUEST);
		assertThat(message.exchange()).isEqualTo("asyncreply.requests");
		assertThat(message.routingKey()).isEqualTo("requests.text.process.bulk");
		assertThat(message.body()).asString(StandardCharsets.UTF_8).isEqualTo("{\"text\":\"消息A\"}");
	}

	@Test
	void propertiesAreThoseOfTheContract() {
		BasicProperties properties = FORMAT.write(REQUEST, Lane.INTERACTIVE).properties();
		assertThat(properties).returns(ID.toString(), BasicProperties::getMessageId)
			.returns(ID.toString(), BasicProperties::getCorrelationId)
			.returns("text.process", BasicProperties::getType)
			.returns("application/json", BasicProperties::getContentType)
			.returns(2, BasicProperties::getDeliveryMode)
			.returns("30000", BasicProperties::getExpiration)
			.returns("system-a", BasicProperties::getAppId)
			.returns("somebody", BasicProperties::getUserId)
			.returns(Map.of("attempt", 3, "deadline", 1_795_334_430_000L), BasicProperties::getHeaders);
	}

	@Test
	void expirationIsNeverBelowOneMillisecond() {
		Request late = new Request(ID, "text.process", 1, CLOCK.instant().minusSeconds(1), json("{}"));
		assertThat(FORMAT.write(late, Lane.INTERACTIVE).properties().getExpiration()).isEqualTo("1");
	}

	static Stream<Reply> repliesArriveAsTheyLeft() {
		Durations durations = new Durations(Duration.ofMillis(1), Duration.ofMillis(20));
		return Stream.of(new Reply.Succeeded(json("{\"text\": \"处理后的消息：消息A\"}"), durations),
				new Reply.Failed(Problem.of("broken", "Broken", "It is broken."), true, durations),
				new Reply.Failed(new Problem(URI.create("about:blank"), "Broken", null), false, durations),
				new Reply.Progress(40, "getting on"), new Reply.Progress(0, null));
	}

	@ParameterizedTest
	@MethodSource
	void repliesArriveAsTheyLeft(Reply reply) throws UnreadableMessageException {
		CorrelatedReply correlated = new CorrelatedReply(ID, 2, reply);
		OutgoingMessage message = FORMAT.write(correlated);
		assertThat(FORMAT.readReply(delivered(message))).isEqualTo(correlated);
		assertThat(message.exchange()).isEqualTo("asyncreply.replies");
		assertThat(message.routingKey()).isEqualTo("replies");
	}

	static Stream<Signal> signalsArriveAsTheyLeft() {
		Station station = new Station("requests.text.process", 8, 256, Duration.ofSeconds(30), 7, 1_234,
				Duration.ofNanos(5_678_900), List.of(ID), true);
		return Stream.of(new Pulse("a-worker", true, List.of(station)), new Pulse("a-worker", false, List.of()),
				new Cancellation(List.of(new Recalled(ID, 2))), new WakeUp(List.of(ID)),
				new WakeUp(Collections.nCopies(Signal.MAX_REQUESTS, ID)),
				new Cancellation(Collections.nCopies(Signal.MAX_REQUESTS, new Recalled(ID, 1_000_000))));
	}

	@ParameterizedTest
	@MethodSource
	void signalsArriveAsTheyLeft(Signal signal) throws UnreadableMessageException {
		OutgoingMessage message = FORMAT.write(signal);
		assertThat(FORMAT.readSignal(delivered(message))).isEqualTo(signal);
		assertThat(message.exchange()).isEqualTo("asyncreply.control");
		assertThat(message.properties()).returns(1, BasicProperties::getDeliveryMode)
			.returns("somebody", BasicProperties::getUserId)
			.returns("application/json", BasicProperties::getContentType);
	}

	@Test
	void signalThatNamesTooManyIsNotMade() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new WakeUp(Collections.nCopies(Signal.MAX_REQUESTS + 1, ID)));
	}

	static Stream<Arguments> whatBreaksTheContractIsUnreadable() {
		return Stream.of(broken(Reason.CONTENT_TYPE, (properties) -> properties.contentType(null)),
				broken(Reason.CONTENT_TYPE, (properties) -> properties.contentType("")),
				broken(Reason.CONTENT_TYPE, (properties) -> properties.contentType("garbage")),
				broken(Reason.CONTENT_TYPE,
						(properties) -> properties.contentType("application/x-java-serialized-object")),
				broken(Reason.CONTENT_TYPE, (properties) -> properties.contentEncoding("gzip")),
				broken(Reason.CONTENT_TYPE, (properties) -> properties.contentEncoding("UTF-99")),
				broken(Reason.USER_ID, (properties) -> properties.userId(null)),
				broken(Reason.CORRELATION, (properties) -> properties.messageId(null)),
				broken(Reason.CORRELATION, (properties) -> properties.correlationId(null)),
				broken(Reason.CORRELATION, (properties) -> properties.correlationId(RequestId.next(CLOCK).toString())),
				broken(Reason.CORRELATION, (properties) -> properties.messageId("x").correlationId("x")),
				broken(Reason.CORRELATION,
						(properties) -> properties.messageId("y".repeat(255)).correlationId("y".repeat(255))),
				broken(Reason.TYPE, (properties) -> properties.type(null)),
				broken(Reason.TYPE, (properties) -> properties.type("No Operation")),
				broken(Reason.DEADLINE, (properties) -> properties.headers(Map.of("attempt", 1))),
				broken(Reason.DEADLINE, (properties) -> properties.headers(Map.of("deadline", "tomorrow"))),
				broken(Reason.DEADLINE, (properties) -> properties.headers(null)));
	}

	@ParameterizedTest
	@MethodSource
	void whatBreaksTheContractIsUnreadable(Reason reason, BasicProperties properties) {
		IncomingMessage message = delivered(properties, "{}".getBytes(StandardCharsets.UTF_8));
		assertThatExceptionOfType(UnreadableMessageException.class).isThrownBy(() -> FORMAT.readRequest(message))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(reason));
	}

	static Stream<byte[]> badBodyIsUnreadable() {
		return Stream.of(new byte[0], new byte[] { 1 }, "{".getBytes(StandardCharsets.UTF_8),
				"{\"a\":1}".getBytes(StandardCharsets.UTF_16LE));
	}

	@ParameterizedTest
	@MethodSource
	void badBodyIsUnreadable(byte[] body) {
		IncomingMessage message = delivered(FORMAT.write(REQUEST, Lane.BULK).properties(), body);
		assertThatExceptionOfType(UnreadableMessageException.class).isThrownBy(() -> FORMAT.readRequest(message))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.BODY));
	}

	@Test
	void tooLargeABodyIsUnreadable() {
		IncomingMessage message = delivered(FORMAT.write(REQUEST, Lane.BULK).properties(),
				new byte[WireFormat.MAX_BODY_BYTES + 1]);
		assertThatExceptionOfType(UnreadableMessageException.class).isThrownBy(() -> FORMAT.readReply(message))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.TOO_LARGE));
	}

	static Stream<Arguments> replyWithAWrongBodyIsUnreadable() {
		return Stream.of(Arguments.of("succeeded", "{}"), Arguments.of("succeeded", "[]"),
				Arguments.of("succeeded", "{\"result\":1,\"extra\":2}"), Arguments.of("failed", "{\"retryable\":true}"),
				Arguments.of("failed", "{\"error\":{}}"), Arguments.of("progress", "{\"percent\":101}"),
				Arguments.of("progress", "{\"percent\":-1}"), Arguments.of("progress", "{\"percent\":\"1\"}"));
	}

	@ParameterizedTest
	@MethodSource
	void replyWithAWrongBodyIsUnreadable(String type, String body) {
		BasicProperties properties = FORMAT.write(REQUEST, Lane.BULK).properties().builder().type(type).build();
		IncomingMessage message = delivered(properties, body.getBytes(StandardCharsets.UTF_8));
		assertThatExceptionOfType(UnreadableMessageException.class).isThrownBy(() -> FORMAT.readReply(message))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.BODY));
	}

	static Stream<Arguments> attemptIsClamped() {
		return Stream.of(Arguments.of("abc", 1), Arguments.of(-1, 1), Arguments.of(0L, 1), Arguments.of(7L, 7),
				Arguments.of(Long.MAX_VALUE, 1_000_000));
	}

	@ParameterizedTest
	@MethodSource
	void attemptIsClamped(Object attempt, int read) throws UnreadableMessageException {
		Map<String, Object> headers = new HashMap<>(FORMAT.write(REQUEST, Lane.BULK).properties().getHeaders());
		headers.put("attempt", attempt);
		headers.put("__TypeId__", "java.util.logging.FileHandler");
		headers.put("x-death", "no list");
		BasicProperties properties = FORMAT.write(REQUEST, Lane.BULK).properties().builder().headers(headers).build();
		assertThat(FORMAT.readRequest(delivered(properties, REQUEST.payload().utf8())).attempt()).isEqualTo(read);
	}

	@Test
	void traceTravelsBesideTheOtherHeaders() throws UnreadableMessageException {
		TraceParent trace = new TraceParent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
		OutgoingMessage message = FORMAT.write(REQUEST, Lane.BULK);
		assertThat(message.traced(null)).isSameAs(message);
		assertThat(delivered(message.traced(trace)).trace()).isEqualTo(trace);
		assertThat(FORMAT.readRequest(delivered(message.traced(trace)))).isEqualTo(REQUEST);
	}

	static Stream<Object> wrongTraceIsIgnored() {
		return Stream.of("garbage", "x".repeat(100_000), 7, new byte[55], Map.of("traceparent", 1), List.of("00"));
	}

	@ParameterizedTest
	@MethodSource
	void wrongTraceIsIgnored(Object trace) throws UnreadableMessageException {
		Map<String, Object> headers = new HashMap<>(FORMAT.write(REQUEST, Lane.BULK).properties().getHeaders());
		headers.put("traceparent", trace);
		BasicProperties properties = FORMAT.write(REQUEST, Lane.BULK).properties().builder().headers(headers).build();
		IncomingMessage message = delivered(properties, REQUEST.payload().utf8());
		assertThat(message.trace()).isNull();
		assertThat(FORMAT.readRequest(message)).isEqualTo(REQUEST);
	}

	@Test
	void parkedCopyHasPropertiesOfItsOwn() {
		BasicProperties hostile = FORMAT.write(REQUEST, Lane.BULK)
			.properties()
			.builder()
			.replyTo("elsewhere")
			.headers(Map.of("x-death", "fake"))
			.build();
		OutgoingMessage parked = FORMAT.park(delivered(hostile, new byte[] { 1, 2 }), Reason.BODY);
		assertThat(parked.exchange()).isEqualTo("asyncreply.parking");
		assertThat(parked.body()).containsExactly(1, 2);
		assertThat(parked.properties()).returns(null, BasicProperties::getReplyTo)
			.returns(null, BasicProperties::getExpiration)
			.returns("somebody", BasicProperties::getUserId)
			.returns(Map.of("reason", "body", "queue", "a-queue", "parked-message-id", ID.toString()),
					BasicProperties::getHeaders);
	}

	private static Arguments broken(Reason reason, UnaryOperator<BasicProperties.Builder> flaw) {
		return Arguments.of(reason, flaw.apply(FORMAT.write(REQUEST, Lane.BULK).properties().builder()).build());
	}

	private static IncomingMessage delivered(OutgoingMessage message) {
		return delivered(message.properties(), message.body());
	}

	private static IncomingMessage delivered(BasicProperties properties, byte[] body) {
		Channel unused = (Channel) Proxy.newProxyInstance(Channel.class.getClassLoader(),
				new Class<?>[] { Channel.class }, (proxy, method, arguments) -> {
					throw new UnsupportedOperationException("Reading needs no broker");
				});
		return new IncomingMessage(
				new Delivery(new Acknowledgements(unused, 1, Runnable::run, Runnable::run), 1, false), "a-queue",
				properties, body);
	}

	private static Json json(String text) {
		return Json.of(text.getBytes(StandardCharsets.UTF_8));
	}

}
