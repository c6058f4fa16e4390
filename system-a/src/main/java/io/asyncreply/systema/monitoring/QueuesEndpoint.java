package io.asyncreply.systema.monitoring;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.asyncreply.messaging.topology.QueueDepthMonitor;
import io.asyncreply.systema.estimation.QueueEstimators;
import io.asyncreply.systema.estimation.QueueStatistics;
import io.asyncreply.systema.worker.WorkerRegistry;
import io.asyncreply.systema.worker.WorkerStats;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/**
 * The Actuator endpoint {@code queues}: how much waits where, and for how long.
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
		return new QueueStatisticsDescriptor(statistics.requests(), statistics.arrivalRate(), statistics.capacity(),
				statistics.transferRate(), statistics.delay(), workerStats.live(), workerStats.slots(),
				workerStats.inFlight(), statistics.workersNeeded());
	}

	private static double seconds(Duration duration) {
		return duration.toMillis() / 1_000.0;
	}

	/**
	 * All queues.
	 *
	 * @param asOf when this was put together
	 * @param queues each queue
	 */
	record QueuesDescriptor(Instant asOf, List<QueueDescriptor> queues) {

	}

	/**
	 * One queue.
	 *
	 * @param name its name at the broker
	 * @param depth messages that wait in it, null while the broker cannot be asked
	 * @param consumers who consume it, null while the broker cannot be asked
	 * @param oldestAge how long its oldest request has waited since it was accepted, in
	 * seconds, null if none waits
	 * @param statistics its arithmetic, null if callers cannot ask for it
	 */
	record QueueDescriptor(String name, @Nullable Long depth, @Nullable Long consumers, @Nullable Double oldestAge,
			@JsonUnwrapped @Nullable QueueStatisticsDescriptor statistics) {

	}

	/**
	 * The arithmetic of one queue.
	 *
	 * @param requests open requests, wherever they are, {@code N}
	 * @param a arrivals per second
	 * @param b what the workers could do per second, 0 if unknown
	 * @param c completions per second while requests wait, 0 if unknown
	 * @param delay seconds until a request would end that came now, null if unknown
	 * @param workers workers that are heard
	 * @param slots requests that they can work on at once
	 * @param inFlight requests that they have in hand
	 * @param workersNeeded workers that would keep the wait as short as is wanted, null
	 * if unknown
	 */
	record QueueStatisticsDescriptor(long requests, double a, double b, double c, @Nullable Double delay, int workers,
			int slots, int inFlight, @Nullable Integer workersNeeded) {

	}

}
