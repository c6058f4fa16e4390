package io.asyncreply.messaging.control;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import io.asyncreply.messages.ControlMessage;

/**
 * Listeners of the control bus by the class of control messages that they receive.
 */
final class ControlMessageListeners {

	private final List<TypedListener<?>> typedListeners = new CopyOnWriteArrayList<>();

	<M extends ControlMessage> void add(Class<M> messageClass, Consumer<M> listener) {
		this.typedListeners.add(new TypedListener<>(messageClass, listener));
	}

	boolean hasListener(Class<? extends ControlMessage> messageClass) {
		return this.typedListeners.stream().anyMatch((typedListener) -> typedListener.messageClass() == messageClass);
	}

	void dispatch(ControlMessage message) {
		this.typedListeners.forEach((typedListener) -> typedListener.dispatch(message));
	}

	/**
	 * Listener of one class of control messages.
	 *
	 * @param <M> class of the messages
	 * @param messageClass class of the messages
	 * @param listener receives each message of the class
	 */
	private record TypedListener<M extends ControlMessage>(Class<M> messageClass, Consumer<M> listener) {

		void dispatch(ControlMessage message) {
			if (this.messageClass.isInstance(message)) {
				this.listener.accept(this.messageClass.cast(message));
			}
		}

	}

}
