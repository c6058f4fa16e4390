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
import java.util.function.Function;
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
 * Checks every 30 s, and when a connection opens or closes, whether the broker provides
 * what the system requires. It has a thread of its own, so that a broker that does not
 * answer blocks no other task.
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
	 * Creates a doctor that is not started.
	 * @param connections connections to the broker
	 * @param requirements requirements of the system
	 * @param interval time between two checks
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
	 * Returns the findings of the last checks without asking the broker.
	 * @return findings, empty if nothing is wrong
	 */
	public List<Finding> findings() {
		return this.findingRegistry.all();
	}

	/**
	 * Whether the broker refuses something that the system cannot work without.
	 * @return true if one of the findings is critical
	 */
	public boolean hasCriticalFinding() {
		return this.findingRegistry.hasCritical();
	}

	@Override
	public void close() {
		this.checkExecutor.shutdownNow();
	}

	/** Schedules one check for all calls until it starts. */
	private void scheduleCheck() {
		if (this.checkScheduled.compareAndSet(false, true)) {
			try {
				this.checkExecutor.execute(this::check);
			}
			catch (RejectedExecutionException ex) {
				logger.debug("Shutting down, the broker is not checked again");
			}
		}
	}

	/**
	 * Replaces the findings. A check that the broker does not answer keeps its last
	 * findings.
	 */
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
			logger.debug("The broker cannot be checked: {}", ex.getMessage());
		}
	}

	private List<Finding> findConsumerProblems() {
		ConsumerFailures consumerFailures = this.connections.consumerFailures();
		return Stream
			.of(consumerFailures.brokerErrors().stream().map(this.errorAnalyzer::analyze),
					consumerFailures.ackTimeouts().stream().map(this.errorAnalyzer::analyze),
					consumerFailures.earlyRemovals().stream().map(this.errorAnalyzer::analyze))
			.flatMap(Function.identity())
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

	/**
	 * Checks the message size once per connection, and each time after it was too small.
	 */
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
	 * Publishes a message of zero bytes that the broker confirms and drops, because no
	 * queue is bound by its routing key.
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
