package io.asyncreply.messaging.control;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import io.asyncreply.messages.ControlMessage;
import io.asyncreply.messaging.connection.BrokerConnections;
import io.asyncreply.messaging.connection.ChannelSetup;
import io.asyncreply.messaging.consume.QueueConsumer;
import io.asyncreply.messaging.message.AmqpMessageCodec;
import io.asyncreply.messaging.message.ControlMessageTypes;
import io.asyncreply.messaging.message.InboundMessage;
import io.asyncreply.messaging.message.InvalidMessageException;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends control messages to all processes of both systems, this one included, and
 * receives theirs. Control messages are lost while the broker is unavailable.
 */
public final class ControlBus implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(ControlBus.class);

	private final AmqpMessageCodec amqpMessageCodec;

	private final MeterRegistry meters;

	private final ControlMessageSender messageSender;

	private final QueueConsumer queueConsumer;

	private final ControlMessageListeners listeners = new ControlMessageListeners();

	/**
	 * Creates a bus that is not started.
	 * @param connections opens channels
	 * @param channelSetup setup of the receiving channel
	 * @param amqpMessageCodec encodes and decodes control messages
	 * @param meters counts dropped and ignored control messages
	 * @param scheduler opens the receiving channel
	 */
	public ControlBus(BrokerConnections connections, ChannelSetup channelSetup, AmqpMessageCodec amqpMessageCodec,
			MeterRegistry meters, ScheduledExecutorService scheduler) {
		this.amqpMessageCodec = amqpMessageCodec;
		this.meters = meters;
		this.messageSender = new ControlMessageSender(connections, amqpMessageCodec, meters);
		this.queueConsumer = new QueueConsumer(connections, channelSetup, new ControlQueue(), this::onMessage,
				scheduler);
	}

	/**
	 * Adds a listener.
	 * @param <M> class of the control messages
	 * @param messageClass class of the control messages
	 * @param listener receives each control message on the delivery thread of the
	 * channel; must not block or throw
	 */
	public <M extends ControlMessage> void addListener(Class<M> messageClass, Consumer<M> listener) {
		addListener(messageClass, (message, user) -> listener.accept(message));
	}

	/**
	 * Adds a listener that needs the sender.
	 * @param <M> class of the control messages
	 * @param messageClass class of the control messages
	 * @param listener receives each control message, and the broker user who sent it
	 */
	public <M extends ControlMessage> void addListener(Class<M> messageClass, BiConsumer<M, String> listener) {
		this.listeners.add(messageClass, listener);
	}

	/** Starts to receive as soon as the broker and the exchange are available. */
	public void start() {
		this.queueConsumer.start();
	}

	/**
	 * Sends a control message on a thread of the bus. Never blocks and never fails; the
	 * message is dropped while the broker is unavailable.
	 * @param controlMessage message to send
	 */
	public void send(ControlMessage controlMessage) {
		this.messageSender.send(controlMessage);
	}

	/**
	 * Sends a control message and waits until it is sent, for at most 1 s. For the last
	 * message before the connection closes.
	 * @param controlMessage message to send
	 */
	public void sendAndWait(ControlMessage controlMessage) {
		this.messageSender.sendAndWait(controlMessage);
	}

	/**
	 * Returns how long control messages have been received without interruption. Earlier
	 * ones may be lost.
	 * @return zero while none can be received
	 */
	public Duration connectedFor() {
		return this.queueConsumer.consumingFor();
	}

	@Override
	public void close() {
		this.messageSender.close();
		this.queueConsumer.close();
	}

	private void onMessage(InboundMessage message) {
		Optional<Class<? extends ControlMessage>> messageClass = ControlMessageTypes.classOf(message);
		if (messageClass.isPresent() && !this.listeners.hasListener(messageClass.get())) {
			return; // saves decoding messages that have no listener
		}
		try {
			ControlMessage controlMessage = this.amqpMessageCodec.decodeControlMessage(message);
			this.listeners.dispatch(controlMessage, message.properties().getUserId());
		}
		catch (InvalidMessageException ex) {
			this.meters.counter("asyncreply.control.messages.ignored", "reason", ex.reason().label()).increment();
			logger.debug("Ignored an invalid control message: {}", ex.getMessage());
		}
		catch (RuntimeException ex) {
			logger.error("A listener of control messages failed", ex);
		}
	}

}
