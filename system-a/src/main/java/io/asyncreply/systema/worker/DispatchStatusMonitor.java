package io.asyncreply.systema.worker;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;

import io.asyncreply.messages.AmqpNames;
import io.asyncreply.messages.Lane;
import io.asyncreply.messages.RequestId;
import io.asyncreply.messages.operation.OperationRegistry;
import io.asyncreply.messaging.connection.BrokerConnections;
import io.asyncreply.systema.ledger.model.StoredRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.TaskScheduler;

/**
 * Monitors the broker and the workers for explanations of a request. It checks the broker
 * every 500 ms and keeps the time since which it cannot be used.
 */
public final class DispatchStatusMonitor implements AutoCloseable {

	private static final Duration POLL_INTERVAL = Duration.ofMillis(500);

	private final WorkerRegistry workerRegistry;

	private final OperationRegistry operationRegistry;

	private final BrokerConnections connections;

	private final Clock clock;

	private final TaskScheduler scheduler;

	private @Nullable ScheduledFuture<?> pollTask;

	private volatile QueueConditions.@Nullable BrokerIssue brokerIssue;

	DispatchStatusMonitor(WorkerRegistry workerRegistry, OperationRegistry operationRegistry,
			BrokerConnections connections, Clock clock, TaskScheduler scheduler) {
		this.workerRegistry = workerRegistry;
		this.operationRegistry = operationRegistry;
		this.connections = connections;
		this.clock = clock;
		this.scheduler = scheduler;
	}

	/** Starts to check the broker every 500 ms. */
	void start() {
		this.pollTask = this.scheduler.scheduleWithFixedDelay(this::poll, Instant.now().plus(POLL_INTERVAL),
				POLL_INTERVAL);
	}

	/**
	 * Returns the conditions of the queue that a request goes to.
	 * @param request the request
	 * @return the conditions at this moment
	 */
	public QueueConditions queueConditions(StoredRequest request) {
		Lane sentLane = request.times().sentLane();
		String queue = AmqpNames.requestQueue(request.operation(), (sentLane != null) ? sentLane : request.lane());
		return new QueueConditions(this.operationRegistry.find(request.operation()).isPresent(),
				this.workerRegistry.isReliable() ? this.workerRegistry.stats(queue) : null,
				lastHeartbeatAt(this.workerRegistry.timeSinceHeartbeat(queue)), this.brokerIssue);
	}

	/**
	 * Finds the worker that has a request in flight.
	 * @param request id of the request
	 * @return the worker, see {@link WorkerRegistry#findWorkerProcessing}
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
		return sinceHeartbeat.map((elapsed) -> this.clock.instant().minus(elapsed)).orElse(null);
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
		if (brokerError != null) {
			return "the broker rejects the setup of a channel: " + brokerError;
		}
		String blockedReason = this.connections.blockedReason();
		return (blockedReason != null) ? "the broker blocks publishers: " + blockedReason : null;
	}

	/**
	 * Conditions of the queue of a request.
	 *
	 * @param operationKnown whether this System A knows the operation
	 * @param workerStats its workers, null while {@link WorkerRegistry#isReliable()} is
	 * false
	 * @param lastHeartbeatAt last heartbeat of one of its workers, null if none has
	 * arrived since this instance started
	 * @param brokerIssue why the broker cannot be used, null if it can
	 */
	public record QueueConditions(boolean operationKnown, @Nullable WorkerStats workerStats,
			@Nullable Instant lastHeartbeatAt, @Nullable BrokerIssue brokerIssue) {

		/** Whether neither this System A nor a live worker knows the operation. */
		public boolean unknownEverywhere() {
			return !this.operationKnown && this.workerStats != null && this.workerStats.live() == 0;
		}

		/**
		 * Why the broker cannot be used.
		 *
		 * @param reason a clause for the caller
		 * @param since when this was first observed
		 */
		public record BrokerIssue(String reason, Instant since) {

		}

	}

}
