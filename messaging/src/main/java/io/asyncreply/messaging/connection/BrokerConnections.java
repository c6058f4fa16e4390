package io.asyncreply.messaging.connection;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.BlockedCallback;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.UnblockedCallback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.AmqpException;
import org.springframework.amqp.rabbit.connection.Connection;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;

/**
 * Opens channels on two connections, one to publish on and one to consume on, so that a
 * broker that blocks publishers never stops consumption.
 */
public final class BrokerConnections {

	private static final Logger logger = LoggerFactory.getLogger(BrokerConnections.class);

	private final ConnectionFactory factory;

	private final Set<com.rabbitmq.client.Connection> watched = ConcurrentHashMap.newKeySet();

	private final List<Runnable> observers = new CopyOnWriteArrayList<>();

	private final ConsumerFailures consumerTroubles = new ConsumerFailures(this::tellNews);

	private volatile @Nullable String blockedReason;

	private volatile @Nullable String lastFailure;

	private volatile @Nullable String refusal;

	/**
	 * Makes the source of channels; connects when the first channel is asked for.
	 * @param factory Spring's, which knows addresses, credentials and TLS and connects
	 * again after a loss
	 */
	public BrokerConnections(ConnectionFactory factory) {
		this.factory = factory;
	}

	/**
	 * Opens a channel to publish on.
	 * @param preparation what has to be so before it is used
	 * @return a channel that nobody else uses
	 * @throws BrokerUnavailableException if there is no connection, or the broker refuses
	 * the preparation
	 */
	public Channel openForPublishing(ChannelSetup preparation) {
		ConnectionFactory publishers = this.factory.getPublisherConnectionFactory();
		return prepare(open((publishers != null) ? publishers : this.factory), preparation);
	}

	/**
	 * Opens a channel to consume or to ask on.
	 * @param preparation what has to be so before it is used
	 * @return a channel that nobody else uses
	 * @throws BrokerUnavailableException if there is no connection, or the broker refuses
	 * the preparation
	 */
	public Channel openForConsuming(ChannelSetup preparation) {
		return prepare(open(this.factory), preparation);
	}

	/**
	 * Tells which user the connections are opened as.
	 * @return the name that the broker checks the user id of messages against
	 */
	public String user() {
		return this.factory.getUsername();
	}

	/**
	 * Tells whether a connection is open.
	 * @return false before the first and after a loss
	 */
	public boolean isConnected() {
		return this.watched.stream().anyMatch(com.rabbitmq.client.Connection::isOpen);
	}

	/**
	 * Tells why the broker takes no messages, as it does at a memory or disk alarm.
	 * @return the broker's reason, or null while it takes them
	 */
	public @Nullable String blockedReason() {
		return this.blockedReason;
	}

	/**
	 * Tells what went wrong when a channel was last asked for in vain.
	 * @return the cause in a few words, or null if the last call succeeded
	 */
	public @Nullable String lastFailure() {
		return this.lastFailure;
	}

	/**
	 * Tells what the broker refused when a channel was last prepared, such as a queue
	 * that is there with other arguments.
	 * @return the broker's words, or null if it refused nothing
	 */
	public @Nullable String refusal() {
		return this.refusal;
	}

	/**
	 * Remembers what consumers run into.
	 * @return to be told by them and read by the doctor
	 */
	public ConsumerFailures consumerTroubles() {
		return this.consumerTroubles;
	}

	/**
	 * Calls an observer when a connection was opened or lost, or a consumer runs into
	 * trouble.
	 * @param observer returns at once
	 */
	public void onNews(Runnable observer) {
		this.observers.add(observer);
	}

	/**
	 * Closes a channel without waiting for more than the broker's farewell.
	 * @param channel a channel that may be closed already
	 */
	public static void abort(Channel channel) {
		try {
			channel.abort();
		}
		catch (IOException | AlreadyClosedException ex) {
			logger.debug("Channel is closed already: {}", ex.getMessage());
		}
	}

	private Channel prepare(Channel channel, ChannelSetup preparation) {
		try {
			preparation.prepare(channel);
			if (preparation != ChannelSetup.NONE) {
				this.refusal = null;
			}
			return channel;
		}
		catch (IOException | AlreadyClosedException ex) {
			Throwable cause = (ex.getCause() != null) ? ex.getCause() : ex;
			this.refusal = BrokerError.in(ex)
				.map(BrokerError::text)
				.orElseGet(() -> String.valueOf(cause.getMessage()));
			abort(channel);
			throw new BrokerUnavailableException("The channel cannot be used: " + this.refusal, ex);
		}
	}

	private Channel open(ConnectionFactory connections) {
		try {
			Connection connection = connections.createConnection();
			com.rabbitmq.client.Connection delegate = connection.getDelegate();
			if (delegate == null) {
				throw new IOException("the connection is closed");
			}
			if (this.watched.add(delegate)) {
				watch(delegate);
			}
			Channel channel = delegate.createChannel();
			if (channel == null) {
				throw new IOException("the connection has no channel left");
			}
			this.lastFailure = null;
			return channel;
		}
		catch (AmqpException | IOException | AlreadyClosedException ex) {
			this.lastFailure = String.valueOf(ex.getMessage());
			throw new BrokerUnavailableException("No channel to the broker: " + ex.getMessage(), ex);
		}
	}

	private void watch(com.rabbitmq.client.Connection connection) {
		BlockedCallback blocked = (reason) -> this.blockedReason = reason;
		UnblockedCallback unblocked = () -> this.blockedReason = null;
		connection.addBlockedListener(blocked, unblocked);
		connection.addShutdownListener((cause) -> {
			this.watched.remove(connection);
			this.blockedReason = null;
			tellNews();
		});
		if (!connection.isOpen()) {
			this.watched.remove(connection);
		}
		tellNews();
	}

	private void tellNews() {
		this.observers.forEach(Runnable::run);
	}

}
