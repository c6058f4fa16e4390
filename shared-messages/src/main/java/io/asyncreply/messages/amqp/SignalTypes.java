package io.asyncreply.messages.amqp;

import java.util.Map;
import java.util.Optional;

import io.asyncreply.messages.Signal;
import io.asyncreply.messages.Signal.Cancellation;
import io.asyncreply.messages.Signal.Pulse;
import io.asyncreply.messages.Signal.WakeUp;

/**
 * Tells signals apart by the message's type; the body is the record as JSON.
 */
final class SignalTypes {

	private static final String PULSE = "pulse";

	private static final String CANCELLATION = "cancellation";

	private static final String WAKE_UP = "wake-up";

	private static final Map<String, Class<? extends Signal>> KINDS = Map.of(PULSE, Pulse.class, CANCELLATION,
			Cancellation.class, WAKE_UP, WakeUp.class);

	private SignalTypes() {
	}

	static String type(Signal signal) {
		if (signal instanceof Pulse) {
			return PULSE;
		}
		return (signal instanceof Cancellation) ? CANCELLATION : WAKE_UP;
	}

	/** What a message claims to be, or empty if it is no signal. */
	static Optional<Class<? extends Signal>> kind(IncomingMessage message) {
		String type = message.properties().getType();
		return (type != null) ? Optional.ofNullable(KINDS.get(type)) : Optional.empty();
	}

}
