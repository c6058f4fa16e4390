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

	private final Set<com.rabbitmq.client.Connection> trackedConnections = ConcurrentHashMap.newKeySet();

	private final List<Runnable> stateListeners = new CopyOnWriteArrayList<>();

	private final ConsumerFailures consumerFailures = new ConsumerFailures(this::notifyStateListeners);

	private volatile @Nullable String blockedReason;

	private volatile @Nullable String lastFailure;

	private volatile @Nullable String lastSetupError;

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
	 * @param channelSetup what has to be so before it is used
	 * @return a channel that nobody else uses
	 * @throws BrokerUnavailableException if there is no connection, or the broker refuses
	 * the preparation
	 */
	public Channel openForPublishing(ChannelSetup channelSetup) {
		ConnectionFactory publishingFactory = this.factory.getPublisherConnectionFactory();
		return setUp(open((publishingFactory != null) ? publishingFactory : this.factory), channelSetup);
	}

	/**
	 * Opens a channel to consume or to ask on.
	 * @param channelSetup what has to be so before it is used
	 * @return a channel that nobody else uses
	 * @throws BrokerUnavailableException if there is no connection, or the broker refuses
	 * the preparation
	 */
	public Channel openForConsuming(ChannelSetup channelSetup) {
		return setUp(open(this.factory), channelSetup);
	}

	/**
	 * Tells which user the connections are opened as.
	 * @return the name that the broker checks the user id of messages against
	 */
	public String username() {
		return this.factory.getUsername();
	}

	/**
	 * Tells whether a connection is open.
	 * @return false before the first and after a loss
	 */
	public boolean isConnected() {
		return this.trackedConnections.stream().anyMatch(com.rabbitmq.client.Connection::isOpen);
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
	public @Nullable String lastSetupError() {
		return this.lastSetupError;
	}

	/**
	 * Remembers what consumers run into.
	 * @return to be told by them and read by the doctor
	 */
	public ConsumerFailures consumerFailures() {
		return this.consumerFailures;
	}

	/**
	 * Calls an observer when a connection was opened or lost, or a consumer runs into
	 * trouble.
	 * @param stateListener returns at once
	 */
	public void addStateListener(Runnable stateListener) {
		this.stateListeners.add(stateListener);
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

	private Channel setUp(Channel channel, ChannelSetup channelSetup) {
		try {
			channelSetup.prepare(channel);
			if (channelSetup != ChannelSetup.NONE) {
				this.lastSetupError = null;
			}
			return channel;
		}
		catch (IOException | AlreadyClosedException ex) {
			Throwable cause = (ex.getCause() != null) ? ex.getCause() : ex;
			this.lastSetupError = BrokerError.findIn(ex)
				.map(BrokerError::replyText)
				.orElseGet(() -> String.valueOf(cause.getMessage()));
			abort(channel);
			throw new BrokerUnavailableException("The channel cannot be used: " + this.lastSetupError, ex);
		}
	}

	private Channel open(ConnectionFactory connectionFactory) {
		try {
			Connection connection = connectionFactory.createConnection();
			com.rabbitmq.client.Connection delegate = connection.getDelegate();
			if (delegate == null) {
				throw new IOException("the connection is closed");
			}
			if (this.trackedConnections.add(delegate)) {
				trackConnection(delegate);
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

	private void trackConnection(com.rabbitmq.client.Connection connection) {
		BlockedCallback blockedCallback = (reason) -> this.blockedReason = reason;
		UnblockedCallback unblockedCallback = () -> this.blockedReason = null;
		connection.addBlockedListener(blockedCallback, unblockedCallback);
		connection.addShutdownListener((cause) -> {
			this.trackedConnections.remove(connection);
			this.blockedReason = null;
			notifyStateListeners();
		});
		if (!connection.isOpen()) {
			this.trackedConnections.remove(connection);
		}
		notifyStateListeners();
	}

	private void notifyStateListeners() {
		this.stateListeners.forEach(Runnable::run);
	}

}
