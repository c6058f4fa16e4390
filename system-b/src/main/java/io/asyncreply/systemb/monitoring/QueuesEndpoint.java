package io.asyncreply.systemb.monitoring;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.asyncreply.messaging.DecimalRounding;
import io.asyncreply.messaging.connection.BrokerConnections;
import io.asyncreply.messaging.topology.QueueDepthMonitor;
import io.asyncreply.messaging.topology.QueueDepthMonitor.QueueDepth;
import io.asyncreply.systemb.worker.QueueWorker;
import io.asyncreply.systemb.worker.QueueWorkers;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/**
 * The Actuator endpoint {@code queues}: depth and consumers of each request queue, and
 * the slots and requests in flight of this System B.
 */
@Endpoint(id = "queues")
final class QueuesEndpoint {

	private final QueueWorkers queueWorkers;

	private final QueueDepthMonitor depthMonitor;

	private final BrokerConnections connections;

	private final Clock clock;

	QueuesEndpoint(QueueWorkers queueWorkers, QueueDepthMonitor depthMonitor, BrokerConnections connections,
			Clock clock) {
		this.queueWorkers = queueWorkers;
		this.depthMonitor = depthMonitor;
		this.connections = connections;
		this.clock = clock;
	}

	@ReadOperation
	QueuesDescriptor queues() {
		return new QueuesDescriptor(this.clock.instant(),
				this.queueWorkers.all().stream().map(this::describe).toList());
	}

	private QueueDescriptor describe(QueueWorker queueWorker) {
		QueueDepth queueDepth = this.depthMonitor.depthOf(queueWorker.queue()).orElse(null);
		OptionalDouble meanSeconds = queueWorker.meanProcessingSeconds();
		return new QueueDescriptor(queueWorker.queue(), queueWorker.operation(), queueWorker.lane().label(),
				(queueDepth != null) ? queueDepth.ready() : null, (queueDepth != null) ? queueDepth.consumers() : null,
				(queueDepth != null) ? null : explainUnknownDepth(this.connections), queueWorker.concurrency(),
				queueWorker.inFlight(),
				meanSeconds.isPresent() ? DecimalRounding.roundFinite(meanSeconds.getAsDouble()) : null);
	}

	/** Explains why the depth of a request queue is unknown. */
	static String explainUnknownDepth(BrokerConnections connections) {
		String setupError = connections.lastSetupError();
		if (connections.isConnected()) {
			return (setupError != null) ? "the broker rejected the setup: " + setupError
					: "the queue does not exist yet; System A declares it";
		}
		String failure = connections.lastFailure();
		return (failure != null) ? "no connection to the broker: " + failure : "not connected to the broker yet";
	}

	/**
	 * The request queues at one instant.
	 *
	 * @param asOf the time of this report; depths are up to 1 s older
	 * @param queues each queue whose operation has a handler here
	 */
	record QueuesDescriptor(Instant asOf, List<QueueDescriptor> queues) {

	}

	/**
	 * One request queue.
	 *
	 * @param name the queue's name
	 * @param operation the operation's name
	 * @param lane the lane
	 * @param depth messages that wait in the broker, null while unknown
	 * @param consumers all consumers of the queue, null while unknown
	 * @param reason why depth and consumers are unknown, null while they are known
	 * @param slots the most handler calls that run at the same time in this System B
	 * @param inFlight requests that were delivered to this System B and are not acked
	 * @param meanProcessing the mean seconds of a handler call since the start, null
	 * before the first
	 */
	@JsonInclude(JsonInclude.Include.ALWAYS)
	record QueueDescriptor(String name, String operation, String lane, @Nullable Long depth, @Nullable Long consumers,
			@Nullable String reason, int slots, int inFlight, @Nullable Double meanProcessing) {

	}

}
