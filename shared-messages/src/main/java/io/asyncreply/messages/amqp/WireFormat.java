package io.asyncreply.messages.amqp;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.rabbitmq.client.AMQP.BasicProperties;
import io.asyncreply.messages.Channels;
import io.asyncreply.messages.CorrelatedReply;
import io.asyncreply.messages.Json;
import io.asyncreply.messages.Lane;
import io.asyncreply.messages.MalformedJsonException;
import io.asyncreply.messages.Operation;
import io.asyncreply.messages.Reply;
import io.asyncreply.messages.Request;
import io.asyncreply.messages.RequestId;
import io.asyncreply.messages.Signal;
import io.asyncreply.messages.StrictJson;
import io.asyncreply.messages.amqp.UnreadableMessageException.Reason;
import org.jspecify.annotations.Nullable;

/**
 * The only encoder and decoder of messages. What arrives is as untrusted as what arrives
 * over HTTP: it is read strictly, and only properties of the contract are looked at.
 */
public final class WireFormat {

	/** Largest body that is read; a result of 1 MiB fits with what surrounds it. */
	public static final int MAX_BODY_BYTES = 2 * 1024 * 1024;

	static final String ATTEMPT = "attempt";

	static final String DEADLINE = "deadline";

	private static final String JSON = "application/json";

	private static final int MAX_ATTEMPT = 1_000_000;

	private static final int TRANSIENT = 1;

	private static final int PERSISTENT = 2;

	private final String application;

	private final String user;

	private final Clock clock;

	/**
	 * Makes the format of one system.
	 * @param application names the system that writes
	 * @param user the broker's user it writes as, which the broker verifies
	 * @param clock tells how far off a deadline is
	 */
	public WireFormat(String application, String user, Clock clock) {
		this.application = application;
		this.user = user;
		this.clock = clock;
	}

	/**
	 * Writes a request.
	 * @param request what to ask
	 * @param lane the queue it goes to
	 * @return the message, which expires with the request's deadline
	 */
	public OutgoingMessage write(Request request, Lane lane) {
		long millisLeft = Math.max(1, Duration.between(this.clock.instant(), request.deadline()).toMillis());
		BasicProperties properties = correlated(request.id(), request.operation()).expiration(Long.toString(millisLeft))
			.headers(Map.of(ATTEMPT, request.attempt(), DEADLINE, request.deadline().toEpochMilli()))
			.build();
		return new OutgoingMessage(Channels.REQUESTS_EXCHANGE, Channels.requests(request.operation(), lane), properties,
				request.payload().utf8());
	}

	/**
	 * Writes a reply.
	 * @param reply what to answer
	 * @return the message
	 */
	public OutgoingMessage write(CorrelatedReply reply) {
		BasicProperties properties = correlated(reply.request(), ReplyBody.type(reply.reply()))
			.headers(Map.of(ATTEMPT, reply.attempt()))
			.build();
		return new OutgoingMessage(Channels.REPLIES_EXCHANGE, Channels.REPLIES, properties,
				ReplyBody.write(reply.reply()).utf8());
	}

	/**
	 * Writes a signal.
	 * @param signal what to tell
	 * @return the message, which the broker keeps in memory only
	 */
	public OutgoingMessage write(Signal signal) {
		BasicProperties properties = signed(SignalTypes.type(signal)).deliveryMode(TRANSIENT).build();
		return new OutgoingMessage(Channels.CONTROL_EXCHANGE, "", properties, StrictJson.write(signal).utf8());
	}

	/**
	 * Puts messages together, so that the broker has to work for one only.
	 * @param messages messages to the same queue, at least one and at most
	 * {@value Frames#MAX_MESSAGES}
	 * @return the frame, or the message itself if it is the only one
	 */
	public OutgoingMessage pack(List<OutgoingMessage> messages) {
		return (messages.size() == 1) ? messages.get(0) : FrameFormat.pack(messages);
	}

	/**
	 * Takes a frame apart. What it held is acknowledged and parked message by message,
	 * and the broker hears of it once all are.
	 * @param message what was delivered
	 * @return what it holds, to be read one by one, or the message itself if it is none
	 * @throws UnreadableMessageException if its messages cannot be told apart
	 */
	public List<IncomingMessage> unpack(IncomingMessage message) throws UnreadableMessageException {
		if (!message.isFrame()) {
			return List.of(message);
		}
		requireSigned(message, FrameFormat.CONTENT_TYPE);
		return FrameFormat.unpack(message);
	}

	/**
	 * Writes a copy of an unreadable message for the parking queue, with properties of
	 * its own.
	 * @param message the message
	 * @param reason what is wrong with it
	 * @return the copy
	 */
	public OutgoingMessage park(IncomingMessage message, Reason reason) {
		Map<String, Object> headers = new HashMap<>();
		headers.put("reason", reason.label());
		headers.put("queue", message.queue());
		if (message.properties().getMessageId() != null) {
			headers.put("parked-message-id", message.properties().getMessageId());
		}
		BasicProperties properties = new BasicProperties.Builder().contentType("application/octet-stream")
			.deliveryMode(PERSISTENT)
			.type("parked")
			.appId(this.application)
			.userId(this.user)
			.headers(headers)
			.build();
		return new OutgoingMessage(Channels.PARKING_EXCHANGE, Channels.PARKING, properties, message.body());
	}

	/**
	 * Reads a request.
	 * @param message what was delivered
	 * @return the request, its payload one strictly valid value
	 * @throws UnreadableMessageException if it does not keep to the contract
	 */
	public Request readRequest(IncomingMessage message) throws UnreadableMessageException {
		RequestId id = readCorrelation(message);
		String type = message.properties().getType();
		if (type == null || !Operation.NAME.matcher(type).matches()) {
			throw new UnreadableMessageException(Reason.TYPE, "the type is not the name of an operation");
		}
		return new Request(id, type, readAttempt(message), readDeadline(message), readBody(message, StrictJson::check));
	}

	/**
	 * Reads why the broker gave up on a message, from what the broker itself wrote.
	 * @param message what was delivered
	 * @return the last death
	 * @throws UnreadableMessageException if the broker wrote nothing
	 */
	public DeadLetter readDeadLetter(IncomingMessage message) throws UnreadableMessageException {
		if (header(message, "x-death") instanceof List<?> deaths && !deaths.isEmpty()
				&& deaths.get(0) instanceof Map<?, ?> last) {
			return new DeadLetter(String.valueOf(last.get("reason")), String.valueOf(last.get("queue")));
		}
		throw new UnreadableMessageException(Reason.TYPE, "the broker did not say why it gave the message up");
	}

	/**
	 * Reads a reply.
	 * @param message what was delivered
	 * @return the reply
	 * @throws UnreadableMessageException if it does not keep to the contract
	 */
	public CorrelatedReply readReply(IncomingMessage message) throws UnreadableMessageException {
		RequestId id = readCorrelation(message);
		String type = message.properties().getType();
		if (type == null || !ReplyBody.TYPES.contains(type)) {
			throw new UnreadableMessageException(Reason.TYPE, "the type is not the type of a reply");
		}
		Reply reply = readBody(message, (body) -> ReplyBody.read(type, body));
		return new CorrelatedReply(id, readAttempt(message), reply);
	}

	/**
	 * Reads a signal.
	 * @param message what was delivered
	 * @return the signal
	 * @throws UnreadableMessageException if it does not keep to the contract
	 */
	Signal readSignal(IncomingMessage message) throws UnreadableMessageException {
		requireSigned(message, JSON);
		Class<? extends Signal> kind = SignalTypes.kind(message)
			.orElseThrow(() -> new UnreadableMessageException(Reason.TYPE, "the type is not the type of a signal"));
		return readBody(message, (body) -> StrictJson.bind(StrictJson.check(body), kind));
	}

	private BasicProperties.Builder correlated(RequestId id, String type) {
		return signed(type).messageId(id.toString()).correlationId(id.toString()).deliveryMode(PERSISTENT);
	}

	private BasicProperties.Builder signed(String type) {
		return new BasicProperties.Builder().type(type).contentType(JSON).appId(this.application).userId(this.user);
	}

	private static RequestId readCorrelation(IncomingMessage message) throws UnreadableMessageException {
		requireSigned(message, JSON);
		BasicProperties properties = message.properties();
		String id = properties.getCorrelationId();
		if (id == null || !id.equals(properties.getMessageId())) {
			throw new UnreadableMessageException(Reason.CORRELATION, "message id and correlation id are not the same");
		}
		return RequestId.parse(id)
			.orElseThrow(() -> new UnreadableMessageException(Reason.CORRELATION, "the id is not a request's"));
	}

	private static void requireSigned(IncomingMessage message, String contentType) throws UnreadableMessageException {
		BasicProperties properties = message.properties();
		if (message.body().length > MAX_BODY_BYTES) {
			throw new UnreadableMessageException(Reason.TOO_LARGE, "the body has " + message.body().length + " bytes");
		}
		if (!contentType.equals(properties.getContentType()) || (properties.getContentEncoding() != null
				&& !StandardCharsets.UTF_8.name().equalsIgnoreCase(properties.getContentEncoding()))) {
			throw new UnreadableMessageException(Reason.CONTENT_TYPE, "the content is not declared as " + contentType);
		}
		if (properties.getUserId() == null) {
			throw new UnreadableMessageException(Reason.USER_ID, "no user vouches for the message");
		}
	}

	private static int readAttempt(IncomingMessage message) {
		Object attempt = header(message, ATTEMPT);
		return (attempt instanceof Number number) ? (int) Math.max(1, Math.min(MAX_ATTEMPT, number.longValue())) : 1;
	}

	private static Instant readDeadline(IncomingMessage message) throws UnreadableMessageException {
		if (header(message, DEADLINE) instanceof Number deadline) {
			return Instant.ofEpochMilli(deadline.longValue());
		}
		throw new UnreadableMessageException(Reason.DEADLINE, "there is no deadline");
	}

	private static @Nullable Object header(IncomingMessage message, String name) {
		Map<String, Object> headers = message.properties().getHeaders();
		return (headers != null) ? headers.get(name) : null;
	}

	private static <T> T readBody(IncomingMessage message, BodyReader<T> reader) throws UnreadableMessageException {
		try {
			return reader.read(message.body());
		}
		catch (MalformedJsonException ex) {
			throw new UnreadableMessageException(Reason.BODY, String.valueOf(ex.getMessage()));
		}
	}

	/**
	 * Makes something of a body.
	 *
	 * @param <T> what
	 */
	private interface BodyReader<T> {

		T read(byte[] body);

	}

}
