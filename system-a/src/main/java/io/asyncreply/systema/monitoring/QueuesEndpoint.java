package io.asyncreply.systema.monitoring;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.asyncreply.messaging.DecimalRounding;
import io.asyncreply.messaging.topology.QueueDepthMonitor;
import io.asyncreply.systema.estimation.QueueEstimator.QueueStatistics;
import io.asyncreply.systema.estimation.QueueEstimators;
import io.asyncreply.systema.worker.WorkerRegistry;
import io.asyncreply.systema.worker.WorkerStats;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/**
 * The Actuator endpoint {@code queues}: depth, consumers and estimates of each queue.
 */
@Endpoint(id = "queues")
final class QueuesEndpoint {

	private final QueueDepthMonitor queueDepthMonitor;

	private final OldestRequestMonitor oldestRequestMonitor;

	private final QueueEstimators queueEstimators;

	private final WorkerRegistry workerRegistry;

	private final Clock clock;

	QueuesEndpoint(QueueDepthMonitor queueDepthMonitor, OldestRequestMonitor oldestRequestMonitor,
			QueueEstimators queueEstimators, WorkerRegistry workerRegistry, Clock clock) {
		this.queueDepthMonitor = queueDepthMonitor;
		this.oldestRequestMonitor = oldestRequestMonitor;
		this.queueEstimators = queueEstimators;
		this.workerRegistry = workerRegistry;
		this.clock = clock;
	}

	@ReadOperation
	QueuesDescriptor queues() {
		return new QueuesDescriptor(this.clock.instant(),
				this.queueDepthMonitor.queues().stream().map(this::describe).toList());
	}

	private QueueDescriptor describe(String name) {
		QueueDepthMonitor.QueueDepth queueDepth = this.queueDepthMonitor.depthOf(name).orElse(null);
		return new QueueDescriptor(name, (queueDepth != null) ? queueDepth.ready() : null,
				(queueDepth != null) ? queueDepth.consumers() : null,
				this.oldestRequestMonitor.age(name).map(QueuesEndpoint::seconds).orElse(null),
				this.queueEstimators.find(name)
					.map((queueEstimator) -> describeStatistics(name, queueEstimator.statistics()))
					.orElse(null));
	}

	private QueueStatisticsDescriptor describeStatistics(String queue, QueueStatistics statistics) {
		WorkerStats workerStats = this.workerRegistry.stats(queue);
		return new QueueStatisticsDescriptor(statistics.requests(),
				DecimalRounding.roundFinite(statistics.arrivalRate()),
				DecimalRounding.roundFinite(statistics.capacity()),
				DecimalRounding.roundFinite(statistics.transferRate()), DecimalRounding.round(statistics.delay()),
				workerStats.live(), workerStats.slots(), workerStats.inFlight(), statistics.workersNeeded());
	}

	private static double seconds(Duration duration) {
		return duration.toMillis() / 1_000.0;
	}

	/**
	 * Answer of the endpoint.
	 *
	 * @param asOf time of the answer
	 * @param queues all queues of the topology
	 */
	record QueuesDescriptor(Instant asOf, List<QueueDescriptor> queues) {

	}

	/**
	 * One queue.
	 *
	 * @param name name at the broker
	 * @param depth messages that wait in the queue, null while the broker does not answer
	 * @param consumers consumers of the queue, null while the broker does not answer
	 * @param oldestAge seconds since the acceptance of the oldest waiting request, null
	 * if none waits
	 * @param statistics its quantities, null if callers cannot choose the queue
	 */
	record QueueDescriptor(String name, @Nullable Long depth, @Nullable Long consumers, @Nullable Double oldestAge,
			@JsonUnwrapped @Nullable QueueStatisticsDescriptor statistics) {

	}

	/**
	 * Quantities of the queue arithmetic and workers of one queue, with four significant
	 * digits.
	 *
	 * @param requests open requests, {@code N}
	 * @param a accepted requests per second
	 * @param b requests per second that the live workers can process, 0 if unknown
	 * @param c completed requests per second while requests wait, 0 if unknown
	 * @param delay predicted seconds until a request that arrives now completes, null if
	 * unknown
	 * @param workers live workers
	 * @param slots sum of their slots
	 * @param inFlight requests in flight
	 * @param workersNeeded workers that keep the wait within the target, null if unknown
	 */
	record QueueStatisticsDescriptor(long requests, double a, double b, double c, @Nullable Double delay, int workers,
			int slots, int inFlight, @Nullable Integer workersNeeded) {

	}

}
