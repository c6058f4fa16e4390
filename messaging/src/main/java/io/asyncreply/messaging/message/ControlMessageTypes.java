package io.asyncreply.messaging.message;

import java.util.Map;
import java.util.Optional;

import io.asyncreply.messages.ControlMessage;
import io.asyncreply.messages.ControlMessage.Cancellation;
import io.asyncreply.messages.ControlMessage.Heartbeat;
import io.asyncreply.messages.ControlMessage.RequestsChanged;

/**
 * Values of the property {@code type} of control messages. The body is the record as
 * JSON.
 */
public final class ControlMessageTypes {

	private static final String HEARTBEAT = "heartbeat";

	private static final String CANCELLATION = "cancellation";

	private static final String REQUESTS_CHANGED = "requests-changed";

	private static final Map<String, Class<? extends ControlMessage>> CLASSES_BY_TYPE = Map.of(HEARTBEAT,
			Heartbeat.class, CANCELLATION, Cancellation.class, REQUESTS_CHANGED, RequestsChanged.class);

	private ControlMessageTypes() {
	}

	static String typeOf(ControlMessage controlMessage) {
		if (controlMessage instanceof Heartbeat) {
			return HEARTBEAT;
		}
		return (controlMessage instanceof Cancellation) ? CANCELLATION : REQUESTS_CHANGED;
	}

	/**
	 * Returns the class of a control message by its type, or empty if the type is another
	 * one.
	 */
	public static Optional<Class<? extends ControlMessage>> classOf(InboundMessage message) {
		String type = message.properties().getType();
		return (type != null) ? Optional.ofNullable(CLASSES_BY_TYPE.get(type)) : Optional.empty();
	}

}
