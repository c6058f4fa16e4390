package io.asyncreply.messaging.diagnostics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import com.rabbitmq.client.Connection;
import io.asyncreply.messaging.RecurringTask;
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
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Examines the broker from time to time and whenever a connection comes or goes: whether
 * it grants what the system needs, and what mends it if not. Has a thread of its own, so
 * that a broker that does not answer holds up nobody else.
 */
public final class BrokerDoctor implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(BrokerDoctor.class);

	private final BrokerConnections connections;

	private final BrokerRequirements needs;

	private final BrokerErrorAnalyzer remedies;

	private final FindingRegistry findings = new FindingRegistry();

	private final AtomicBoolean called = new AtomicBoolean();

	private final ScheduledExecutorService thread = Executors
		.newSingleThreadScheduledExecutor(new CustomizableThreadFactory("broker-doctor-"));

	private @Nullable Connection sized;

	private String version = "";

	/**
	 * Makes the doctor, who begins at once.
	 * @param connections to the broker
	 * @param needs what the system needs of it
	 * @param pause between two examinations while nothing else calls for one
	 */
	public BrokerDoctor(BrokerConnections connections, BrokerRequirements needs, Duration pause) {
		this.connections = connections;
		this.needs = needs;
		this.remedies = new BrokerErrorAnalyzer(connections.user(), needs);
		new RecurringTask(this.thread, pause, this::examine);
		connections.onNews(this::call);
		call();
	}

	/**
	 * Lists what is wrong, without asking the broker.
	 * @return what the last examinations found
	 */
	public List<Finding> findings() {
		return this.findings.all();
	}

	/**
	 * Tells whether the broker refuses something without which the system cannot work.
	 * @return whether one of the findings is such
	 */
	public boolean isRefused() {
		return this.findings.areVital();
	}

	@Override
	public void close() {
		this.thread.shutdownNow();
	}

	/** Calls that come while the doctor has not begun yet are answered together. */
	private void call() {
		if (this.called.compareAndSet(false, true)) {
			try {
				this.thread.execute(this::examine);
			}
			catch (RejectedExecutionException ex) {
				logger.debug("Shutting down, the broker is not examined again");
			}
		}
	}

	/** What cannot be asked stays as it was found last. */
	private void examine() {
		this.called.set(false);
		this.findings.replace(FindingCategory.CONSUMING, consuming());
		try {
			examineTopology();
			if (this.connections.blockedReason() == null) {
				examinePublishing();
			}
		}
		catch (BrokerUnavailableException ex) {
			this.findings.replace(FindingCategory.LOGIN,
					BrokerError.in(ex).map(this.remedies::remedy).stream().toList());
			logger.debug("The broker cannot be examined: {}", ex.getMessage());
		}
	}

	private List<Finding> consuming() {
		ConsumerFailures troubles = this.connections.consumerTroubles();
		return Stream
			.concat(troubles.refused().stream().map(this.remedies::remedy),
					troubles.overdue().stream().map(this.remedies::remedy))
			.distinct()
			.toList();
	}

	private void examineTopology() {
		try (ReopeningChannel trial = new ReopeningChannel(
				() -> this.connections.openForConsuming(ChannelSetup.NONE))) {
			Connection connection = trial.channel().getConnection();
			this.findings.replace(FindingCategory.LOGIN, List.of());
			examineVersion(String.valueOf(connection.getServerProperties().get("version")));
			List<Finding> found = new ArrayList<>();
			for (ChannelSetup step : this.needs.steps()) {
				trial.attempt(step).map(this.remedies::remedy).ifPresent(found::add);
			}
			this.findings.replace(FindingCategory.TOPOLOGY, found);
		}
	}

	private void examineVersion(String current) {
		if (!current.equals(this.version)) {
			logger.info("Connected to RabbitMQ {}: {}", current, Topology.GUARANTEES);
			this.version = current;
		}
		this.findings.replace(FindingCategory.VERSION,
				BrokerVersion.parse(current).flatMap(BrokerVersion::finding).stream().toList());
	}

	private void examinePublishing() {
		try (ReopeningChannel trial = new ReopeningChannel(
				() -> this.connections.openForPublishing(ChannelSetup.NONE))) {
			List<Finding> found = new ArrayList<>();
			for (String exchange : this.needs.exchanges()) {
				trial.attempt(new PublishProbe(exchange, 1)).map(this.remedies::remedy).ifPresent(found::add);
			}
			this.findings.replace(FindingCategory.PUBLISHING, found);
			if (found.isEmpty()) {
				examineSize(trial);
			}
		}
	}

	/** Once per connection, and again while it is found too small. */
	private void examineSize(ReopeningChannel trial) {
		Connection connection = trial.channel().getConnection();
		if (connection != this.sized) {
			Optional<BrokerError> refusal = trial
				.attempt(new PublishProbe(this.needs.exchanges().get(0), AmqpMessageCodec.MAX_BODY_BYTES));
			this.findings.replace(FindingCategory.SIZE, refusal.map(this.remedies::remedy).stream().toList());
			this.sized = refusal.isPresent() ? null : connection;
		}
	}

}
