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
 * Opens channels on two connections, one for publishing and one for consuming. A broker
 * that blocks publishers therefore never stops consumers.
 */
public final class BrokerConnections {

	private static final Logger logger = LoggerFactory.getLogger(BrokerConnections.class);

	private final ConnectionFactory factory;

	private final Set<com.rabbitmq.client.Connection> trackedConnections = ConcurrentHashMap.newKeySet();

	private final List<Runnable> stateListeners = new CopyOnWriteArrayList<>();

	private final ConsumerFailures consumerFailures = new ConsumerFailures(this::notifyStateListeners);

	private final ConsumerOutage consumerOutage = new ConsumerOutage();

	private volatile @Nullable String blockedReason;

	private volatile @Nullable String lastFailure;

	private volatile @Nullable String lastSetupError;

	/**
	 * Creates the connections. They are opened with the first channel.
	 * @param factory factory of Spring with addresses, credentials and TLS, which
	 * reconnects after a loss
	 */
	public BrokerConnections(ConnectionFactory factory) {
		this.factory = factory;
	}

	/**
	 * Opens a channel for publishing.
	 * @param channelSetup setup that runs on the new channel
	 * @return a channel for the caller alone
	 * @throws BrokerUnavailableException if there is no connection, or if the broker
	 * refuses the setup
	 */
	public Channel openForPublishing(ChannelSetup channelSetup) {
		ConnectionFactory publishingFactory = this.factory.getPublisherConnectionFactory();
		return setUp(open((publishingFactory != null) ? publishingFactory : this.factory), channelSetup);
	}

	/**
	 * Opens a channel for consuming and for passive declarations.
	 * @param channelSetup setup that runs on the new channel
	 * @return a channel for the caller alone
	 * @throws BrokerUnavailableException if there is no connection, or if the broker
	 * refuses the setup
	 */
	public Channel openForConsuming(ChannelSetup channelSetup) {
		return setUp(open(this.factory), channelSetup);
	}

	/**
	 * Returns the user of the connections.
	 * @return user name that the broker checks the property {@code user-id} against
	 */
	public String username() {
		return this.factory.getUsername();
	}

	/**
	 * Whether at least one connection is open.
	 * @return false before the first connection and after a loss
	 */
	public boolean isConnected() {
		return this.trackedConnections.stream().anyMatch(com.rabbitmq.client.Connection::isOpen);
	}

	/**
	 * Returns why the broker blocks publishers, for example a memory alarm.
	 * @return reason of the broker, null if it does not block
	 */
	public @Nullable String blockedReason() {
		return this.blockedReason;
	}

	/**
	 * Returns why the last attempt to open a channel failed.
	 * @return message of the failure, null if the last attempt succeeded
	 */
	public @Nullable String lastFailure() {
		return this.lastFailure;
	}

	/**
	 * Returns what the broker refused in the last channel setup, for example a queue with
	 * other arguments.
	 * @return reply text of the broker, null if it refused nothing
	 */
	public @Nullable String lastSetupError() {
		return this.lastSetupError;
	}

	/**
	 * Returns the failures of all consumers.
	 * @return failures, which consumers report and the broker doctor reads
	 */
	public ConsumerFailures consumerFailures() {
		return this.consumerFailures;
	}

	/**
	 * Returns the outage of all consumers, to which each of them reports.
	 * @return the same object for all consumers
	 */
	public ConsumerOutage consumerOutage() {
		return this.consumerOutage;
	}

	/**
	 * Adds a listener that runs after a connection was opened or lost, and after a
	 * consumer failed.
	 * @param stateListener listener that does not block
	 */
	public void addStateListener(Runnable stateListener) {
		this.stateListeners.add(stateListener);
	}

	/**
	 * Closes a channel and ignores failures.
	 * @param channel channel that may be closed already
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
