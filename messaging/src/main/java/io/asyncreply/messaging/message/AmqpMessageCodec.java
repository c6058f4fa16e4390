package io.asyncreply.messaging.message;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.rabbitmq.client.AMQP.BasicProperties;
import io.asyncreply.messages.AmqpNames;
import io.asyncreply.messages.ControlMessage;
import io.asyncreply.messages.CorrelatedAttempt;
import io.asyncreply.messages.CorrelatedReply;
import io.asyncreply.messages.Lane;
import io.asyncreply.messages.Reply;
import io.asyncreply.messages.Request;
import io.asyncreply.messages.RequestId;
import io.asyncreply.messages.operation.Operation;
import io.asyncreply.messaging.json.MalformedJsonException;
import io.asyncreply.messaging.json.StrictJson;
import io.asyncreply.messaging.message.InvalidMessageException.InvalidMessageReason;
import org.jspecify.annotations.Nullable;

/**
 * Encodes and decodes all AMQP messages. Received messages are as untrusted as HTTP
 * requests: they are read strictly, and only properties of the contract are used.
 */
public final class AmqpMessageCodec {

	/** Largest body that is read: a result of 1 MiB with its envelope fits. */
	public static final int MAX_BODY_BYTES = 2 * 1024 * 1024;

	/** Most messages in one message batch. */
	public static final int MAX_BATCH_MESSAGES = 256;

	/** Most bytes of all bodies in one message batch. A longer body is sent singly. */
	public static final int MAX_BATCH_CONTENT_BYTES = 256 * 1024;

	/** Largest message batch that is read. It includes the headers of its messages. */
	static final int MAX_BATCH_BYTES = 2 * MAX_BATCH_CONTENT_BYTES;

	static final String ATTEMPT_HEADER = "attempt";

	static final String DEADLINE_HEADER = "deadline";

	static final String OPERATION_HEADER = "operation";

	static final String LEDGER_HEADER = "ledger";

	static final String JSON_CONTENT_TYPE = "application/json";

	/** The broker closes the channel of a longer expiration. */
	private static final long MAX_EXPIRATION_MILLIS = 4_294_967_295L;

	private static final int TRANSIENT_DELIVERY = 1;

	private static final int PERSISTENT_DELIVERY = 2;

	private final String appId;

	private final String userId;

	private final Clock clock;

	/**
	 * Creates the codec of one system.
	 * @param appId value of {@code app-id}: the name of the system
	 * @param userId value of {@code user-id}: the broker user, which the broker verifies
	 * @param clock clock for the remaining time until a deadline
	 */
	public AmqpMessageCodec(String appId, String userId, Clock clock) {
		this.appId = appId;
		this.userId = userId;
		this.clock = clock;
	}

	/**
	 * Encodes a request.
	 * @param request request to encode
	 * @param lane lane of the target queue
	 * @return message that expires with the deadline of the request
	 */
	public OutboundMessage encode(Request request, Lane lane) {
		long remainingMillis = Duration.between(this.clock.instant(), request.deadline()).toMillis();
		BasicProperties properties = correlatedProperties(request.id(), request.operation())
			.expiration(Long.toString(Math.max(1, Math.min(remainingMillis, MAX_EXPIRATION_MILLIS))))
			.headers(headers(request.attempt(), DEADLINE_HEADER, request.deadline().toEpochMilli(), request.ledger()))
			.build();
		return new OutboundMessage(AmqpNames.REQUESTS_EXCHANGE, AmqpNames.requestQueue(request.operation(), lane),
				properties, request.payload().utf8());
	}

	/**
	 * Encodes a reply.
	 * @param reply reply to encode
	 * @return the message
	 */
	public OutboundMessage encode(CorrelatedReply reply) {
		BasicProperties properties = correlatedProperties(reply.requestId(), ReplyCodec.typeOf(reply.reply()))
			.headers(headers(reply.attempt(), OPERATION_HEADER, reply.operation(), reply.ledger()))
			.build();
		return new OutboundMessage(AmqpNames.REPLIES_EXCHANGE, AmqpNames.REPLIES_QUEUE, properties,
				ReplyCodec.encode(reply.reply()).utf8());
	}

	/**
	 * Encodes a control message.
	 * @param controlMessage control message to encode
	 * @return message that the broker does not write to disk
	 */
	public OutboundMessage encode(ControlMessage controlMessage) {
		BasicProperties properties = signedProperties(ControlMessageTypes.typeOf(controlMessage))
			.deliveryMode(TRANSIENT_DELIVERY)
			.build();
		return new OutboundMessage(AmqpNames.CONTROL_EXCHANGE, "", properties, StrictJson.write(controlMessage).utf8());
	}

	/**
	 * Packs messages into a message batch, which costs the broker as much as one message.
	 * @param messages messages to the same queue, 1 to {@value #MAX_BATCH_MESSAGES}
	 * @return the message batch, or the message itself if it is the only one
	 */
	public OutboundMessage pack(List<OutboundMessage> messages) {
		return (messages.size() == 1) ? messages.get(0) : MessageBatchCodec.pack(messages);
	}

	/**
	 * Unpacks a message batch. Its messages are acked or parked one by one; the last ack
	 * acks the message batch.
	 * @param message delivered message
	 * @return the messages of the batch, or the message itself if it is not a batch
	 * @throws InvalidMessageException if the batch cannot be split
	 */
	public List<InboundMessage> unpack(InboundMessage message) throws InvalidMessageException {
		if (!message.isBatch()) {
			return List.of(message);
		}
		MessageReader.requireValid(message, MessageBatchCodec.CONTENT_TYPE);
		return MessageBatchCodec.unpack(message);
	}

	/**
	 * Encodes a copy of an invalid message for {@code parking}, with properties of its
	 * own.
	 * @param message invalid message
	 * @param invalidMessageReason reason why it is invalid
	 * @return the copy
	 */
	public OutboundMessage encodeParked(InboundMessage message, InvalidMessageReason invalidMessageReason) {
		Map<String, Object> headers = new HashMap<>();
		headers.put("reason", invalidMessageReason.label());
		headers.put("queue", message.queue());
		if (message.properties().getMessageId() != null) {
			headers.put("parked-message-id", message.properties().getMessageId());
		}
		BasicProperties properties = new BasicProperties.Builder().contentType("application/octet-stream")
			.deliveryMode(PERSISTENT_DELIVERY)
			.type("parked")
			.appId(this.appId)
			.userId(this.userId)
			.headers(headers)
			.build();
		return new OutboundMessage(AmqpNames.PARKING_EXCHANGE, AmqpNames.PARKING_QUEUE, properties, message.body());
	}

	/**
	 * Decodes a request.
	 * @param message delivered message
	 * @return request with a strictly valid payload
	 * @throws InvalidMessageException if the message violates the contract
	 */
	public Request decodeRequest(InboundMessage message) throws InvalidMessageException {
		RequestId id = MessageReader.requestId(message);
		String type = message.properties().getType();
		if (type == null || !Operation.NAME_PATTERN.matcher(type).matches()) {
			throw new InvalidMessageException(InvalidMessageReason.TYPE, "the type is not an operation name");
		}
		return new Request(id, type, MessageReader.attempt(message), MessageReader.deadline(message),
				MessageReader.readBody(message, StrictJson::check), message.ledger());
	}

	/**
	 * Decodes why the broker removed a message from its queue.
	 * @param message delivered dead letter
	 * @return last death that the broker recorded
	 * @throws InvalidMessageException if the broker recorded none
	 */
	public DeadLetter decodeDeadLetter(InboundMessage message) throws InvalidMessageException {
		if (MessageReader.header(message, "x-death") instanceof List<?> deaths && !deaths.isEmpty()
				&& deaths.get(0) instanceof Map<?, ?> lastDeath) {
			return new DeadLetter(DeadLetter.DeathCause.of(String.valueOf(lastDeath.get("reason"))),
					String.valueOf(lastDeath.get("queue")));
		}
		throw new InvalidMessageException(InvalidMessageReason.TYPE, "the header x-death is missing");
	}

	/**
	 * Decodes a reply.
	 * @param message delivered message
	 * @return the reply
	 * @throws InvalidMessageException if the message violates the contract
	 */
	public CorrelatedReply decodeReply(InboundMessage message) throws InvalidMessageException {
		RequestId id = MessageReader.requestId(message);
		String type = message.properties().getType();
		if (type == null || !ReplyCodec.TYPES.contains(type)) {
			throw new InvalidMessageException(InvalidMessageReason.TYPE, "the type is not a reply type");
		}
		int attempt = MessageReader.requireAttempt(message);
		Reply reply = MessageReader.readBody(message, (body) -> ReplyCodec.decode(type, body));
		return new CorrelatedReply(id, attempt, MessageReader.operation(message), message.ledger(), reply);
	}

	/**
	 * Finds the attempt that an invalid request or reply is about, so that its failure
	 * can be recorded.
	 * @param message delivered message
	 * @return the attempt, or empty if the correlation id is not a request id
	 */
	public Optional<CorrelatedAttempt> findCorrelation(InboundMessage message) {
		return MessageReader.findRequestId(message)
			.map((id) -> new CorrelatedAttempt(id, MessageReader.attempt(message)));
	}

	/**
	 * Whether a message only reports progress, so that the attempt goes on without it.
	 * @param message delivered message
	 */
	public boolean isProgress(InboundMessage message) {
		return ReplyCodec.PROGRESS.equals(message.properties().getType());
	}

	/**
	 * Decodes a control message.
	 * @param message delivered message
	 * @return the control message
	 * @throws InvalidMessageException if the message violates the contract
	 */
	public ControlMessage decodeControlMessage(InboundMessage message) throws InvalidMessageException {
		MessageReader.requireValid(message, JSON_CONTENT_TYPE);
		Class<? extends ControlMessage> messageClass = ControlMessageTypes.classOf(message)
			.orElseThrow(() -> new InvalidMessageException(InvalidMessageReason.TYPE,
					"the type is not a control message type"));
		return MessageReader.readBody(message, (body) -> StrictJson.bindTolerant(StrictJson.check(body), messageClass));
	}

	/** Leaves out a header without a value. */
	private static Map<String, Object> headers(int attempt, String name, @Nullable Object value,
			@Nullable String ledger) {
		Map<String, Object> headers = new HashMap<>();
		headers.put(ATTEMPT_HEADER, attempt);
		if (value != null) {
			headers.put(name, value);
		}
		if (ledger != null) {
			headers.put(LEDGER_HEADER, ledger);
		}
		return headers;
	}

	private BasicProperties.Builder correlatedProperties(RequestId id, String type) {
		return signedProperties(type).messageId(id.toString())
			.correlationId(id.toString())
			.deliveryMode(PERSISTENT_DELIVERY);
	}

	private BasicProperties.Builder signedProperties(String type) {
		return new BasicProperties.Builder().type(type)
			.contentType(JSON_CONTENT_TYPE)
			.appId(this.appId)
			.userId(this.userId);
	}

}
