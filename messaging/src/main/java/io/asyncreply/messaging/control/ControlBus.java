package io.asyncreply.messaging.control;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
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
 * Tells all instances of both systems, this one included, and hears what they tell.
 * Signals get lost whenever the broker is not at hand, and that only costs time.
 */
public final class ControlBus implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(ControlBus.class);

	private final AmqpMessageCodec amqpMessageCodec;

	private final MeterRegistry meters;

	private final ControlMessageSender messageSender;

	private final QueueConsumer queueConsumer;

	private final ControlMessageListeners listeners = new ControlMessageListeners();

	/**
	 * Makes a bus that does not listen yet.
	 * @param connections where channels come from
	 * @param channelSetup what has to be so before it listens
	 * @param amqpMessageCodec writes and reads signals
	 * @param meters count what is dropped and ignored
	 * @param scheduler opens the channel to listen on, and again after a loss
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
	 * Adds somebody who is told of signals.
	 * @param <S> the kind of signal
	 * @param type the kind of signal
	 * @param listener takes each one, quickly and without throwing, on the channel's
	 * delivery thread
	 */
	public <S extends ControlMessage> void addListener(Class<S> type, Consumer<S> listener) {
		this.listeners.add(type, listener);
	}

	/**
	 * Begins to listen, as soon as the broker and the exchange are there.
	 */
	public void start() {
		this.queueConsumer.start();
	}

	/**
	 * Tells everybody, if the broker is at hand. Returns at once and never fails; a
	 * thread of the bus does the work.
	 * @param signal what to tell
	 */
	public void send(ControlMessage signal) {
		this.messageSender.send(signal);
	}

	/**
	 * Tells everybody, and waits until the signal is out or a second has passed: for the
	 * last word before the connection is closed.
	 * @param signal what to tell
	 */
	public void sendAndWait(ControlMessage signal) {
		this.messageSender.sendAndWait(signal);
	}

	/**
	 * Tells for how long signals have been able to arrive without a break: what was told
	 * before may have been missed.
	 * @return nothing while they cannot
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
		Optional<Class<? extends ControlMessage>> type = ControlMessageTypes.classOf(message);
		if (type.isPresent() && !this.listeners.hasListener(type.get())) {
			return; // saves decoding messages that have no listener
		}
		try {
			ControlMessage signal = this.amqpMessageCodec.decodeControlMessage(message);
			this.listeners.dispatch(signal);
		}
		catch (InvalidMessageException ex) {
			this.meters.counter("asyncreply.control.messages.ignored", "reason", ex.reason().label()).increment();
			logger.debug("A signal is ignored: {}", ex.getMessage());
		}
		catch (RuntimeException ex) {
			logger.error("A signal was not taken in", ex);
		}
	}

}
