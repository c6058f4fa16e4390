package io.asyncreply.messaging.message;

import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import io.asyncreply.messages.CorrelatedReply;
import io.asyncreply.messages.Lane;
import io.asyncreply.messages.RawJson;
import io.asyncreply.messages.Reply;
import io.asyncreply.messages.ReplyTimings;
import io.asyncreply.messages.Request;
import io.asyncreply.messages.RequestId;
import io.asyncreply.messaging.consume.AckBatcher;
import io.asyncreply.messaging.consume.ChannelAcknowledgment;
import io.asyncreply.messaging.message.InvalidMessageException.InvalidMessageReason;
import io.asyncreply.messaging.publish.BatchLimits;
import io.asyncreply.messaging.tracing.TraceParent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What travels in a frame, and what is none.
 */
class MessageBatchCodecTests {

	private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T08:00:00Z"), ZoneOffset.UTC);

	private static final AmqpMessageCodec FORMAT = new AmqpMessageCodec("system-a", "somebody", CLOCK);

	private static final TraceParent TRACE = new TraceParent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");

	private final List<String> told = new ArrayList<>();

	@Test
	void requestsArriveAsTheyLeft() throws InvalidMessageException {
		Request first = request("text.process", 10, "{\"text\":\"消息A, [}\\\" \\\\\"}");
		Request second = request("text.process", 30, "[[],{\"a\":[1,2]},\"]\"]");
		OutboundMessage frame = FORMAT
			.pack(List.of(FORMAT.write(first, Lane.BULK).traced(TRACE), FORMAT.write(second, Lane.BULK)));
		List<InboundMessage> messages = FORMAT.unpack(delivered(frame));
		assertThat(messages).hasSize(2).allMatch(InboundMessage::isFramed);
		assertThat(FORMAT.readRequest(messages.get(0))).isEqualTo(first);
		assertThat(messages.get(0).trace()).isEqualTo(TRACE);
		assertThat(FORMAT.readRequest(messages.get(1))).isEqualTo(second);
		assertThat(messages.get(1).trace()).isNull();
	}

	@Test
	void repliesArriveAsTheyLeft() throws InvalidMessageException {
		CorrelatedReply reply = new CorrelatedReply(id(), 4,
				new Reply.Succeeded(json("{\"text\":\"done\"}"), ReplyTimings.NONE));
		CorrelatedReply progress = new CorrelatedReply(id(), 1, new Reply.Progress(40, "rendering"));
		OutboundMessage frame = FORMAT.pack(List.of(FORMAT.write(reply), FORMAT.write(progress)));
		assertThat(frame.exchange()).isEqualTo("asyncreply.replies");
		assertThat(frame.routingKey()).isEqualTo("replies");
		assertThat(frame.properties().getExpiration()).isNull();
		List<InboundMessage> messages = FORMAT.unpack(delivered(frame));
		assertThat(FORMAT.readReply(messages.get(0))).isEqualTo(reply);
		assertThat(FORMAT.readReply(messages.get(1))).isEqualTo(progress);
	}

	@Test
	void frameHasAnIdOfItsOwnAndExpiresWithItsLatestDeadline() {
		Request first = request("text.process", 10, "{}");
		OutboundMessage frame = FORMAT
			.pack(List.of(FORMAT.write(first, Lane.BULK), FORMAT.write(request("text.process", 30, "{}"), Lane.BULK),
					FORMAT.write(request("text.process", 9, "{}"), Lane.BULK)));
		assertThat(frame.routingKey()).isEqualTo("requests.text.process.bulk");
		assertThat(frame.properties()).returns("application/vnd.asyncreply.frame+json", BasicProperties::getContentType)
			.returns("30000", BasicProperties::getExpiration)
			.returns("somebody", BasicProperties::getUserId)
			.returns(2, BasicProperties::getDeliveryMode)
			.returns(null, BasicProperties::getCorrelationId);
		assertThat(frame.properties().getMessageId()).isNotNull().isNotEqualTo(first.id().toString());
	}

	@Test
	void oneMessageTravelsAsItself() throws InvalidMessageException {
		OutboundMessage alone = FORMAT.write(request("text.process", 10, "{}"), Lane.BULK);
		assertThat(FORMAT.pack(List.of(alone))).isSameAs(alone);
		InboundMessage message = delivered(alone);
		assertThat(FORMAT.unpack(message)).containsExactly(message);
		assertThat(message.isFramed()).isFalse();
	}

	@Test
	void brokerHearsOnceWhenEachMessageIsAcknowledged() throws InvalidMessageException {
		List<InboundMessage> messages = FORMAT.unpack(delivered(frameOf(3)));
		messages.get(2).acknowledge();
		messages.get(0).acknowledge();
		assertThat(this.told).isEmpty();
		messages.get(1).acknowledge();
		assertThat(this.told).containsExactly("basicAck");
	}

	@Test
	void fullFrameIsReadAndNoFuller() throws InvalidMessageException {
		assertThat(FORMAT.unpack(delivered(frameOf(BatchLimits.MAX_MESSAGES)))).hasSize(BatchLimits.MAX_MESSAGES);
		assertUnreadable(frameOf(BatchLimits.MAX_MESSAGES + 1), InvalidMessageReason.BODY);
	}

	@Test
	void frameThatIsTooLongIsUnreadable() {
		OutboundMessage large = FORMAT
			.write(request("text.process", 10, "\"" + "x".repeat(BatchLimits.MAX_CONTENT_BYTES) + "\""), Lane.BULK);
		assertUnreadable(FORMAT.pack(List.of(large, large)), InvalidMessageReason.TOO_LARGE);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "[]", " [ ] ", "{}", "null", "\"text\"", "[[{},{}]", "[[{},{}]] [", "[[{},{}]]]",
			"[\"", "[\"\\", "[{\"a\":\"b]" })
	void whatCannotBeToldApartIsUnreadable(String body) {
		assertUnreadable(frame(body), InvalidMessageReason.BODY);
	}

	@Test
	void frameThatNobodyVouchesForIsUnreadable() {
		OutboundMessage frame = frameOf(2);
		assertThatExceptionOfType(InvalidMessageException.class)
			.isThrownBy(() -> FORMAT.unpack(delivered(frame.properties().builder().userId(null).build(), frame.body())))
			.returns(InvalidMessageReason.USER_ID, InvalidMessageException::reason);
	}

	@Test
	void frameIsNoRequestAndNoReply() {
		assertThatExceptionOfType(InvalidMessageException.class)
			.isThrownBy(() -> FORMAT.readRequest(delivered(frameOf(2))))
			.returns(InvalidMessageReason.CONTENT_TYPE, InvalidMessageException::reason);
		assertThatExceptionOfType(InvalidMessageException.class)
			.isThrownBy(() -> FORMAT.readReply(delivered(frameOf(2))))
			.returns(InvalidMessageReason.CONTENT_TYPE, InvalidMessageException::reason);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "1", "null", "{}", "[]", "[{}]", "[{},{},{}]", "[[],{}]",
			"[{\"id\":7,\"type\":\"text.process\",\"attempt\":1,\"deadline\":1},{}]",
			"[{\"id\":\"ID\",\"type\":[],\"attempt\":1,\"deadline\":1},{}]",
			"[{\"id\":\"ID\",\"type\":\"text.process\",\"attempt\":\"1\",\"deadline\":1},{}]",
			"[{\"id\":\"ID\",\"type\":\"text.process\",\"attempt\":1},{}]",
			"[{\"id\":\"ID\",\"type\":\"Text\",\"attempt\":1,\"deadline\":1},{}]",
			"[{\"id\":\"ID\",\"id\":\"ID\",\"type\":\"text.process\",\"deadline\":1},{}]",
			"[{\"id\":\"ID\",\"type\":\"text.process\",\"deadline\":1,\"more\":1},{}]",
			"[{\"id\":\"ID\",\"type\":\"text.process\",\"deadline\":1},{\"a\":1,\"a\":2}]",
			"[{\"id\":\"ID\",\"type\":\"text.process\",\"deadline\":1},{\"a\":1]]",
			"[{\"id\":\"ID\",\"type\":\"text.process\",\"deadline\":1},\"\\ud800\"]",
			"[{\"id\":\"ID\",\"type\":\"text.process\",\"deadline\":1},]" })
	void badMessageHarmsItselfAlone(String bad) throws InvalidMessageException {
		Request good = request("text.process", 10, "{\"text\":\"good\"}");
		String packed = packed(good);
		List<InboundMessage> messages = FORMAT
			.unpack(delivered(frame("[" + packed + "," + bad.replace("ID", id().toString()) + "," + packed + "]")));
		assertThat(messages).hasSize(3);
		assertThat(FORMAT.readRequest(messages.get(0))).isEqualTo(good);
		assertThatExceptionOfType(InvalidMessageException.class).isThrownBy(() -> FORMAT.readRequest(messages.get(1)));
		assertThat(FORMAT.readRequest(messages.get(2))).isEqualTo(good);
	}

	@Test
	void payloadMayBeAsDeepAsAlone() throws InvalidMessageException {
		String deepest = "[".repeat(64) + "]".repeat(64);
		Request request = request("text.process", 10, deepest);
		List<InboundMessage> messages = FORMAT.unpack(delivered(
				frame("[" + packed(request) + "," + packed(request("text.process", 9, "[" + deepest + "]")) + "]")));
		assertThat(FORMAT.readRequest(messages.get(0))).isEqualTo(request);
		assertThatExceptionOfType(InvalidMessageException.class).isThrownBy(() -> FORMAT.readRequest(messages.get(1)))
			.returns(InvalidMessageReason.BODY, InvalidMessageException::reason);
	}

	@Test
	void abyssIsMeasuredWithoutFallingIn() throws InvalidMessageException {
		String abyss = "[".repeat(100_000) + "]".repeat(100_000);
		InboundMessage message = FORMAT.unpack(delivered(frame("[" + abyss + "]"))).get(0);
		assertThatExceptionOfType(InvalidMessageException.class).isThrownBy(() -> FORMAT.readRequest(message));
	}

	@Test
	void frameWithinAFrameIsNoFrame() throws InvalidMessageException {
		String inner = new String(frameOf(2).body(), StandardCharsets.UTF_8);
		InboundMessage message = FORMAT.unpack(delivered(frame("[" + inner + "]"))).get(0);
		assertThat(message.isFrame()).isFalse();
		assertThatExceptionOfType(InvalidMessageException.class).isThrownBy(() -> FORMAT.readRequest(message))
			.returns(InvalidMessageReason.CORRELATION, InvalidMessageException::reason);
	}

	private void assertUnreadable(OutboundMessage frame, InvalidMessageReason reason) {
		assertThatExceptionOfType(InvalidMessageException.class).isThrownBy(() -> FORMAT.unpack(delivered(frame)))
			.returns(reason, InvalidMessageException::reason);
	}

	private static OutboundMessage frameOf(int messages) {
		return FORMAT
			.pack(Collections.nCopies(messages, FORMAT.write(request("text.process", 10, "{}"), Lane.INTERACTIVE)));
	}

	private static OutboundMessage frame(String body) {
		OutboundMessage frame = frameOf(2);
		return new OutboundMessage(frame.exchange(), frame.routingKey(), frame.properties(),
				body.getBytes(StandardCharsets.UTF_8));
	}

	/** A request as it stands in a frame. */
	private static String packed(Request request) {
		OutboundMessage message = FORMAT.write(request, Lane.INTERACTIVE);
		String frame = new String(FORMAT.pack(List.of(message, message)).body(), StandardCharsets.UTF_8);
		return frame.substring(1, frame.length() / 2);
	}

	private static Request request(String operation, int seconds, String payload) {
		return new Request(id(), operation, 1, CLOCK.instant().plusSeconds(seconds), json(payload));
	}

	private static RequestId id() {
		return RequestId.next(CLOCK);
	}

	private static RawJson json(String text) {
		return RawJson.of(text.getBytes(StandardCharsets.UTF_8));
	}

	private InboundMessage delivered(OutboundMessage message) {
		return delivered(message.properties(), message.body());
	}

	private InboundMessage delivered(BasicProperties properties, byte[] body) {
		Channel channel = (Channel) Proxy.newProxyInstance(Channel.class.getClassLoader(),
				new Class<?>[] { Channel.class }, (proxy, method, arguments) -> {
					this.told.add(method.getName());
					return null;
				});
		return new InboundMessage(
				new ChannelAcknowledgment(new AckBatcher(channel, 1, Runnable::run, Runnable::run), 1, false),
				"a-queue", properties, body);
	}

}
