package io.asyncreply.messaging.control;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

import io.asyncreply.messages.ControlMessage;

/**
 * Listeners of the control bus by the class of control messages that they receive.
 */
final class ControlMessageListeners {

	private final List<TypedListener<?>> typedListeners = new CopyOnWriteArrayList<>();

	<M extends ControlMessage> void add(Class<M> messageClass, BiConsumer<M, String> listener) {
		this.typedListeners.add(new TypedListener<>(messageClass, listener));
	}

	boolean hasListener(Class<? extends ControlMessage> messageClass) {
		return this.typedListeners.stream().anyMatch((typedListener) -> typedListener.messageClass() == messageClass);
	}

	void dispatch(ControlMessage message, String user) {
		this.typedListeners.forEach((typedListener) -> typedListener.dispatch(message, user));
	}

	/**
	 * Listener of one class of control messages.
	 *
	 * @param <M> class of the messages
	 * @param messageClass class of the messages
	 * @param listener receives each message of the class, and the broker user who sent it
	 */
	private record TypedListener<M extends ControlMessage>(Class<M> messageClass, BiConsumer<M, String> listener) {

		void dispatch(ControlMessage message, String user) {
			if (this.messageClass.isInstance(message)) {
				this.listener.accept(this.messageClass.cast(message), user);
			}
		}

	}

}
