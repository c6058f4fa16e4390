package io.asyncreply.messaging.diagnostics;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.asyncreply.messaging.connection.BrokerConnections;
import io.asyncreply.messaging.connection.BrokerError;
import io.asyncreply.messaging.connection.BrokerUnavailableException;
import io.asyncreply.messaging.connection.ChannelSetup;
import io.asyncreply.messaging.connection.ConsumerFailures;
import io.asyncreply.messaging.connection.ReopeningChannel;
import io.asyncreply.messaging.diagnostics.FindingRegistry.FindingCategory;
import io.asyncreply.messaging.message.AmqpMessageCodec;
import io.asyncreply.messaging.topology.BrokerRequirements;
import io.asyncreply.messaging.topology.Topology;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.concurrent.ConcurrentTaskScheduler;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Examines the broker from time to time and whenever a connection comes or goes: whether
 * it grants what the system needs, and what mends it if not. Has a thread of its own, so
 * that a broker that does not answer holds up nobody else.
 */
public final class BrokerDoctor implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(BrokerDoctor.class);

	private final BrokerConnections connections;

	private final BrokerRequirements requirements;

	private final BrokerErrorAnalyzer errorAnalyzer;

	private final Duration interval;

	private final FindingRegistry findingRegistry = new FindingRegistry();

	private final AtomicBoolean checkScheduled = new AtomicBoolean();

	private final ScheduledExecutorService checkExecutor = Executors
		.newSingleThreadScheduledExecutor(new CustomizableThreadFactory("broker-doctor-"));

	private @Nullable Connection sizeCheckedConnection;

	private String loggedVersion = "";

	/**
	 * Makes the doctor, who begins at once.
	 * @param connections to the broker
	 * @param requirements what the system needs of it
	 * @param interval between two examinations while nothing else calls for one
	 */
	public BrokerDoctor(BrokerConnections connections, BrokerRequirements requirements, Duration interval) {
		this.connections = connections;
		this.requirements = requirements;
		this.errorAnalyzer = new BrokerErrorAnalyzer(connections.username(), requirements);
		this.interval = interval;
	}

	/**
	 * Starts the checks: one now, one at each interval and one when a connection opens or
	 * closes.
	 */
	public void start() {
		new ConcurrentTaskScheduler(this.checkExecutor).scheduleWithFixedDelay(this::check, this.interval);
		this.connections.addStateListener(this::scheduleCheck);
	}

	/**
	 * Lists what is wrong, without asking the broker.
	 * @return what the last examinations found
	 */
	public List<Finding> findings() {
		return this.findingRegistry.all();
	}

	/**
	 * Tells whether the broker refuses something without which the system cannot work.
	 * @return whether one of the findings is such
	 */
	public boolean hasCriticalFinding() {
		return this.findingRegistry.hasCritical();
	}

	@Override
	public void close() {
		this.checkExecutor.shutdownNow();
	}

	/** Calls that come while the doctor has not begun yet are answered together. */
	private void scheduleCheck() {
		if (this.checkScheduled.compareAndSet(false, true)) {
			try {
				this.checkExecutor.execute(this::check);
			}
			catch (RejectedExecutionException ex) {
				logger.debug("Shutting down, the broker is not examined again");
			}
		}
	}

	/** What cannot be asked stays as it was found last. */
	private void check() {
		this.checkScheduled.set(false);
		this.findingRegistry.replace(FindingCategory.CONSUMING, findConsumerProblems());
		try {
			checkTopology();
			if (this.connections.blockedReason() == null) {
				checkPublishing();
			}
		}
		catch (BrokerUnavailableException ex) {
			this.findingRegistry.replace(FindingCategory.LOGIN,
					BrokerError.findIn(ex).map(this.errorAnalyzer::analyze).stream().toList());
			logger.debug("The broker cannot be examined: {}", ex.getMessage());
		}
	}

	private List<Finding> findConsumerProblems() {
		ConsumerFailures consumerFailures = this.connections.consumerFailures();
		return Stream
			.concat(consumerFailures.brokerErrors().stream().map(this.errorAnalyzer::analyze),
					consumerFailures.ackTimeouts().stream().map(this.errorAnalyzer::analyze))
			.distinct()
			.toList();
	}

	private void checkTopology() {
		try (ReopeningChannel reopeningChannel = new ReopeningChannel(
				() -> this.connections.openForConsuming(ChannelSetup.NONE))) {
			Connection connection = reopeningChannel.channel().getConnection();
			this.findingRegistry.replace(FindingCategory.LOGIN, List.of());
			checkVersion(String.valueOf(connection.getServerProperties().get("version")));
			List<Finding> found = new ArrayList<>();
			for (ChannelSetup channelSetup : this.requirements.channelSetups()) {
				reopeningChannel.execute(channelSetup).map(this.errorAnalyzer::analyze).ifPresent(found::add);
			}
			this.findingRegistry.replace(FindingCategory.TOPOLOGY, found);
		}
	}

	private void checkVersion(String serverVersion) {
		if (!serverVersion.equals(this.loggedVersion)) {
			logger.info("Connected to RabbitMQ {}: {}", serverVersion, Topology.GUARANTEES);
			this.loggedVersion = serverVersion;
		}
		this.findingRegistry.replace(FindingCategory.VERSION,
				BrokerVersion.parse(serverVersion).flatMap(BrokerVersion::finding).stream().toList());
	}

	private void checkPublishing() {
		try (ReopeningChannel reopeningChannel = new ReopeningChannel(
				() -> this.connections.openForPublishing(ChannelSetup.NONE))) {
			List<Finding> found = new ArrayList<>();
			for (String exchange : this.requirements.publishExchanges()) {
				reopeningChannel.execute(new PublishProbe(exchange, 1))
					.map(this.errorAnalyzer::analyze)
					.ifPresent(found::add);
			}
			this.findingRegistry.replace(FindingCategory.PUBLISHING, found);
			if (found.isEmpty()) {
				checkMessageSize(reopeningChannel);
			}
		}
	}

	/** Once per connection, and again while it is found too small. */
	private void checkMessageSize(ReopeningChannel reopeningChannel) {
		Connection connection = reopeningChannel.channel().getConnection();
		if (connection != this.sizeCheckedConnection) {
			Optional<BrokerError> brokerError = reopeningChannel.execute(
					new PublishProbe(this.requirements.publishExchanges().get(0), AmqpMessageCodec.MAX_BODY_BYTES));
			this.findingRegistry.replace(FindingCategory.MESSAGE_SIZE,
					brokerError.map(this.errorAnalyzer::analyze).stream().toList());
			this.sizeCheckedConnection = brokerError.isPresent() ? null : connection;
		}
	}

	/**
	 * Publishes an empty message that the broker confirms and drops, because no queue is
	 * bound by its routing key.
	 *
	 * @param exchange exchange to publish to
	 * @param bodySize size of the body in bytes
	 */
	private record PublishProbe(String exchange, int bodySize) implements ChannelSetup {

		private static final String UNBOUND_ROUTING_KEY = "doctor";

		private static final Duration CONFIRM_TIMEOUT = Duration.ofSeconds(10);

		@Override
		public void prepare(Channel channel) throws IOException {
			channel.confirmSelect();
			channel.basicPublish(this.exchange, UNBOUND_ROUTING_KEY, new BasicProperties(), new byte[this.bodySize]);
			try {
				channel.waitForConfirms(CONFIRM_TIMEOUT.toMillis());
			}
			catch (TimeoutException ex) {
				throw new IOException("no confirm within " + CONFIRM_TIMEOUT, ex);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new InterruptedIOException("interrupted");
			}
		}

	}

}
