package io.asyncreply.systema.worker;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;

import io.asyncreply.messages.AmqpNames;
import io.asyncreply.messages.Lane;
import io.asyncreply.messages.RequestId;
import io.asyncreply.messaging.connection.BrokerConnections;
import io.asyncreply.systema.ledger.model.StoredRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.TaskScheduler;

/**
 * Looks out for the broker and the workers, and remembers since when something is amiss.
 */
public final class DispatchStatusMonitor implements AutoCloseable {

	private static final Duration POLL_INTERVAL = Duration.ofMillis(500);

	private final WorkerRegistry workerRegistry;

	private final BrokerConnections connections;

	private final Clock clock;

	private final TaskScheduler scheduler;

	private @Nullable ScheduledFuture<?> pollTask;

	private volatile QueueConditions.@Nullable BrokerIssue brokerIssue;

	public DispatchStatusMonitor(WorkerRegistry workerRegistry, BrokerConnections connections, Clock clock,
			TaskScheduler scheduler) {
		this.workerRegistry = workerRegistry;
		this.connections = connections;
		this.clock = clock;
		this.scheduler = scheduler;
	}

	/** Starts to check the broker every 500 ms. */
	public void start() {
		this.pollTask = this.scheduler.scheduleWithFixedDelay(this::poll, Instant.now().plus(POLL_INTERVAL),
				POLL_INTERVAL);
	}

	/**
	 * Tells what a request meets on its way.
	 * @param request its row
	 * @return what is known at this moment
	 */
	public QueueConditions queueConditions(StoredRequest request) {
		Lane sentLane = request.times().sentLane();
		String queue = AmqpNames.requestQueue(request.operation(), (sentLane != null) ? sentLane : request.lane());
		return new QueueConditions(this.workerRegistry.isReliable() ? this.workerRegistry.stats(queue) : null,
				lastHeartbeatAt(this.workerRegistry.timeSinceHeartbeat(queue)), this.brokerIssue);
	}

	/**
	 * Tells who has a request in hand.
	 * @param request the request
	 * @return the worker that named it last, and has had it for over a second
	 */
	public Optional<String> findWorkerProcessing(RequestId request) {
		return this.workerRegistry.findWorkerProcessing(request);
	}

	@Override
	public void close() {
		if (this.pollTask != null) {
			this.pollTask.cancel(false);
		}
	}

	private @Nullable Instant lastHeartbeatAt(Optional<Duration> sinceHeartbeat) {
		return sinceHeartbeat.map((span) -> this.clock.instant().minus(span)).orElse(null);
	}

	private void poll() {
		String reason = reason();
		QueueConditions.BrokerIssue previous = this.brokerIssue;
		if (reason == null) {
			this.brokerIssue = null;
		}
		else {
			this.brokerIssue = new QueueConditions.BrokerIssue(reason,
					(previous != null) ? previous.since() : this.clock.instant());
		}
	}

	private @Nullable String reason() {
		if (!this.connections.isConnected()) {
			String failure = this.connections.lastFailure();
			return "the broker cannot be reached" + ((failure != null) ? ": " + failure : "");
		}
		String brokerError = this.connections.lastSetupError();
		String blockedReason = this.connections.blockedReason();
		return (brokerError != null) ? "the broker refuses what is needed: " + brokerError
				: (blockedReason != null) ? "the broker takes no messages: " + blockedReason : null;
	}

}
