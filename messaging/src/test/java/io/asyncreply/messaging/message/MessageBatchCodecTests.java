package io.asyncreply.messaging.message;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;

import com.rabbitmq.client.AMQP.BasicProperties;
import io.asyncreply.messages.CorrelatedReply;
import io.asyncreply.messages.Lane;
import io.asyncreply.messages.Reply;
import io.asyncreply.messages.Request;
import io.asyncreply.messages.RequestId;
import io.asyncreply.messaging.message.InvalidMessageException.InvalidMessageReason;
import io.asyncreply.messaging.tracing.TraceParent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.asyncreply.messaging.message.DeliveredMessages.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of message batches.
 */
class MessageBatchCodecTests {

	private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T08:00:00Z"), ZoneOffset.UTC);

	private static final AmqpMessageCodec CODEC = new AmqpMessageCodec("system-a", "system-a-user", CLOCK);

	private static final TraceParent TRACE = new TraceParent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");

	private final DeliveredMessages messages = new DeliveredMessages();

	@Test
	void roundTripsRequests() throws InvalidMessageException {
		Request first = request("text.process", 10, "{\"text\":\"消息A, [}\\\" \\\\\"}");
		Request second = request("text.process", 30, "[[],{\"a\":[1,2]},\"]\"]");
		OutboundMessage batch = CODEC
			.pack(List.of(CODEC.encode(first, Lane.BULK).withTraceParent(TRACE), CODEC.encode(second, Lane.BULK)));
		List<InboundMessage> messages = CODEC.unpack(this.messages.deliver(batch));
		assertThat(messages).hasSize(2).allMatch(InboundMessage::isFromBatch);
		assertThat(CODEC.decodeRequest(messages.get(0))).isEqualTo(first);
		assertThat(messages.get(0).traceParent()).isEqualTo(TRACE);
		assertThat(CODEC.decodeRequest(messages.get(1))).isEqualTo(second);
		assertThat(messages.get(1).traceParent()).isNull();
	}

	@Test
	void roundTripsReplies() throws InvalidMessageException {
		CorrelatedReply reply = new CorrelatedReply(id(), 4,
				new Reply.Succeeded(json("{\"text\":\"done\"}"), Reply.Timings.NONE));
		CorrelatedReply progress = new CorrelatedReply(id(), 1, new Reply.Progress(40, "rendering"));
		OutboundMessage batch = CODEC.pack(List.of(CODEC.encode(reply), CODEC.encode(progress)));
		assertThat(batch.exchange()).isEqualTo("asyncreply.replies");
		assertThat(batch.routingKey()).isEqualTo("replies");
		assertThat(batch.properties().getExpiration()).isNull();
		List<InboundMessage> messages = CODEC.unpack(this.messages.deliver(batch));
		assertThat(CODEC.decodeReply(messages.get(0))).isEqualTo(reply);
		assertThat(CODEC.decodeReply(messages.get(1))).isEqualTo(progress);
	}

	@Test
	void namesLedgerOnceForAllMessages() throws InvalidMessageException {
		OutboundMessage batch = CODEC.pack(List.of(encode("0123456789abcdef"), encode("0123456789abcdef")));
		assertThat(batch.properties().getHeaders()).containsEntry("ledger", "0123456789abcdef");
		assertThat(batch.body()).asString(StandardCharsets.UTF_8).doesNotContain("0123456789abcdef");
		assertThat(CODEC.unpack(this.messages.deliver(batch))).extracting(InboundMessage::ledger)
			.containsExactly("0123456789abcdef", "0123456789abcdef");
	}

	@Test
	void namesNoLedgerOfMixedBatch() throws InvalidMessageException {
		OutboundMessage batch = CODEC
			.pack(List.of(encode("0123456789abcdef"), encode(null), encode("fedcba9876543210")));
		assertThat(CODEC.unpack(this.messages.deliver(batch))).extracting(InboundMessage::ledger).containsOnlyNulls();
	}

	private static OutboundMessage encode(@Nullable String ledger) {
		return CODEC.encode(new CorrelatedReply(id(), 1, "text.process", ledger, new Reply.Progress(1, null)));
	}

	@Test
	void givesBatchItsOwnIdAndTheLatestDeadline() {
		Request first = request("text.process", 10, "{}");
		OutboundMessage batch = CODEC
			.pack(List.of(CODEC.encode(first, Lane.BULK), CODEC.encode(request("text.process", 30, "{}"), Lane.BULK),
					CODEC.encode(request("text.process", 9, "{}"), Lane.BULK)));
		assertThat(batch.routingKey()).isEqualTo("requests.text.process.bulk");
		assertThat(batch.properties())
			.returns("application/vnd.asyncreply.message-batch+json", BasicProperties::getContentType)
			.returns("30000", BasicProperties::getExpiration)
			.returns("system-a-user", BasicProperties::getUserId)
			.returns(2, BasicProperties::getDeliveryMode)
			.returns(null, BasicProperties::getCorrelationId);
		assertThat(batch.properties().getMessageId()).isNotNull().isNotEqualTo(first.id().toString());
	}

	@Test
	void doesNotBatchSingleMessage() throws InvalidMessageException {
		OutboundMessage single = CODEC.encode(request("text.process", 10, "{}"), Lane.BULK);
		assertThat(CODEC.pack(List.of(single))).isSameAs(single);
		InboundMessage message = this.messages.deliver(single);
		assertThat(CODEC.unpack(message)).containsExactly(message);
		assertThat(message.isFromBatch()).isFalse();
	}

	@Test
	void acksBatchOnceEachMessageIsAcknowledged() throws InvalidMessageException {
		List<InboundMessage> messages = CODEC.unpack(this.messages.deliver(batchOf(3)));
		messages.get(2).acknowledge();
		messages.get(0).acknowledge();
		assertThat(this.messages.channelCalls()).isEmpty();
		messages.get(1).acknowledge();
		assertThat(this.messages.channelCalls()).containsExactly("basicAck");
	}

	@Test
	void readsFullBatchAndRejectsLarger() throws InvalidMessageException {
		assertThat(CODEC.unpack(this.messages.deliver(batchOf(AmqpMessageCodec.MAX_BATCH_MESSAGES))))
			.hasSize(AmqpMessageCodec.MAX_BATCH_MESSAGES);
		assertInvalid(batchOf(AmqpMessageCodec.MAX_BATCH_MESSAGES + 1), InvalidMessageReason.BODY);
	}

	@Test
	void rejectsOversizedBatch() {
		OutboundMessage large = CODEC.encode(
				request("text.process", 10, "\"" + "x".repeat(AmqpMessageCodec.MAX_BATCH_CONTENT_BYTES) + "\""),
				Lane.BULK);
		assertInvalid(CODEC.pack(List.of(large, large)), InvalidMessageReason.TOO_LARGE);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "[]", " [ ] ", "{}", "null", "\"text\"", "[[{},{}]", "[[{},{}]] [", "[[{},{}]]]",
			"[\"", "[\"\\", "[{\"a\":\"b]" })
	void rejectsUnsplittableBody(String body) {
		assertInvalid(batchWithBody(body), InvalidMessageReason.BODY);
	}

	@Test
	void rejectsBatchWithoutUserId() {
		OutboundMessage batch = batchOf(2);
		assertThatExceptionOfType(InvalidMessageException.class)
			.isThrownBy(() -> CODEC
				.unpack(this.messages.deliver(batch.properties().builder().userId(null).build(), batch.body())))
			.returns(InvalidMessageReason.USER_ID, InvalidMessageException::reason);
	}

	@Test
	void rejectsBatchReadAsRequestOrReply() {
		assertThatExceptionOfType(InvalidMessageException.class)
			.isThrownBy(() -> CODEC.decodeRequest(this.messages.deliver(batchOf(2))))
			.returns(InvalidMessageReason.CONTENT_TYPE, InvalidMessageException::reason);
		assertThatExceptionOfType(InvalidMessageException.class)
			.isThrownBy(() -> CODEC.decodeReply(this.messages.deliver(batchOf(2))))
			.returns(InvalidMessageReason.CONTENT_TYPE, InvalidMessageException::reason);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "1", "null", "{}", "[]", "[{}]", "[{},{},{}]", "[[],{}]",
			"[{\"id\":7,\"type\":\"text.process\",\"attempt\":1,\"deadline\":1},{}]",
			"[{\"id\":\"ID\",\"type\":[],\"attempt\":1,\"deadline\":1},{}]",
			"[{\"id\":\"ID\",\"type\":\"text.process\",\"attempt\":1},{}]",
			"[{\"id\":\"ID\",\"type\":\"Text\",\"attempt\":1,\"deadline\":1},{}]",
			"[{\"id\":\"ID\",\"id\":\"ID\",\"type\":\"text.process\",\"deadline\":1},{}]",
			"[{\"id\":\"ID\",\"type\":\"text.process\",\"deadline\":1},{\"a\":1,\"a\":2}]",
			"[{\"id\":\"ID\",\"type\":\"text.process\",\"deadline\":1},{\"a\":1]]",
			"[{\"id\":\"ID\",\"type\":\"text.process\",\"deadline\":1},\"\\ud800\"]",
			"[{\"id\":\"ID\",\"type\":\"text.process\",\"deadline\":1},]" })
	void isolatesInvalidMessage(String bad) throws InvalidMessageException {
		Request good = request("text.process", 10, "{\"text\":\"good\"}");
		String element = toBatchElement(good);
		List<InboundMessage> messages = CODEC.unpack(this.messages
			.deliver(batchWithBody("[" + element + "," + bad.replace("ID", id().toString()) + "," + element + "]")));
		assertThat(messages).hasSize(3);
		assertThat(CODEC.decodeRequest(messages.get(0))).isEqualTo(good);
		assertThatExceptionOfType(InvalidMessageException.class).isThrownBy(() -> CODEC.decodeRequest(messages.get(1)));
		assertThat(CODEC.decodeRequest(messages.get(2))).isEqualTo(good);
	}

	@ParameterizedTest
	@ValueSource(strings = { "\"more\":{\"a\":[1]}", "\"attempt\":\"1\"", "\"attempt\":null", "\"traceparent\":7" })
	void toleratesHeaderOfAnotherVersion(String member) throws InvalidMessageException {
		String body = "[[{\"id\":\"" + id() + "\",\"type\":\"text.process\",\"deadline\":1," + member + "},{}]]";
		assertThat(CODEC.decodeRequest(CODEC.unpack(this.messages.deliver(batchWithBody(body))).get(0)).attempt())
			.isOne();
	}

	@Test
	void allowsPayloadOfMaxDepth() throws InvalidMessageException {
		String deepest = "[".repeat(64) + "]".repeat(64);
		Request request = request("text.process", 10, deepest);
		List<InboundMessage> messages = CODEC.unpack(this.messages.deliver(batchWithBody("[" + toBatchElement(request)
				+ "," + toBatchElement(request("text.process", 9, "[" + deepest + "]")) + "]")));
		assertThat(CODEC.decodeRequest(messages.get(0))).isEqualTo(request);
		assertThatExceptionOfType(InvalidMessageException.class).isThrownBy(() -> CODEC.decodeRequest(messages.get(1)))
			.returns(InvalidMessageReason.BODY, InvalidMessageException::reason);
	}

	@Test
	void rejectsExtremeDepthWithoutStackOverflow() throws InvalidMessageException {
		String extremeDepth = "[".repeat(100_000) + "]".repeat(100_000);
		InboundMessage message = CODEC.unpack(this.messages.deliver(batchWithBody("[" + extremeDepth + "]"))).get(0);
		assertThatExceptionOfType(InvalidMessageException.class).isThrownBy(() -> CODEC.decodeRequest(message));
	}

	@Test
	void rejectsNestedBatch() throws InvalidMessageException {
		String inner = new String(batchOf(2).body(), StandardCharsets.UTF_8);
		InboundMessage message = CODEC.unpack(this.messages.deliver(batchWithBody("[" + inner + "]"))).get(0);
		assertThat(message.isBatch()).isFalse();
		assertThatExceptionOfType(InvalidMessageException.class).isThrownBy(() -> CODEC.decodeRequest(message))
			.returns(InvalidMessageReason.CORRELATION, InvalidMessageException::reason);
	}

	private void assertInvalid(OutboundMessage batch, InvalidMessageReason invalidMessageReason) {
		assertThatExceptionOfType(InvalidMessageException.class)
			.isThrownBy(() -> CODEC.unpack(this.messages.deliver(batch)))
			.returns(invalidMessageReason, InvalidMessageException::reason);
	}

	private static OutboundMessage batchOf(int messages) {
		return CODEC
			.pack(Collections.nCopies(messages, CODEC.encode(request("text.process", 10, "{}"), Lane.INTERACTIVE)));
	}

	private static OutboundMessage batchWithBody(String body) {
		OutboundMessage batch = batchOf(2);
		return new OutboundMessage(batch.exchange(), batch.routingKey(), batch.properties(),
				body.getBytes(StandardCharsets.UTF_8));
	}

	/** Returns a request as an element of a message batch. */
	private static String toBatchElement(Request request) {
		OutboundMessage message = CODEC.encode(request, Lane.INTERACTIVE);
		String batch = new String(CODEC.pack(List.of(message, message)).body(), StandardCharsets.UTF_8);
		return batch.substring(1, batch.length() / 2);
	}

	private static Request request(String operation, int seconds, String payload) {
		return new Request(id(), operation, 1, CLOCK.instant().plusSeconds(seconds), json(payload), null);
	}

	private static RequestId id() {
		return RequestId.generate(CLOCK);
	}

}
