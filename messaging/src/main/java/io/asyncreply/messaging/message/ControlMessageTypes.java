package io.asyncreply.messaging.message;

import java.util.Map;
import java.util.Optional;

import io.asyncreply.messages.ControlMessage;
import io.asyncreply.messages.ControlMessage.Cancellation;
import io.asyncreply.messages.ControlMessage.Heartbeat;
import io.asyncreply.messages.ControlMessage.RequestsChanged;

/**
 * Tells signals apart by the message's type; the body is the record as JSON.
 */
public final class ControlMessageTypes {

	private static final String PULSE = "pulse";

	private static final String CANCELLATION = "cancellation";

	private static final String WAKE_UP = "wake-up";

	private static final Map<String, Class<? extends ControlMessage>> KINDS = Map.of(PULSE, Heartbeat.class,
			CANCELLATION, Cancellation.class, WAKE_UP, RequestsChanged.class);

	private ControlMessageTypes() {
	}

	static String type(ControlMessage signal) {
		if (signal instanceof Heartbeat) {
			return PULSE;
		}
		return (signal instanceof Cancellation) ? CANCELLATION : WAKE_UP;
	}

	/** What a message claims to be, or empty if it is no signal. */
	public static Optional<Class<? extends ControlMessage>> kind(InboundMessage message) {
		String type = message.properties().getType();
		return (type != null) ? Optional.ofNullable(KINDS.get(type)) : Optional.empty();
	}

}
