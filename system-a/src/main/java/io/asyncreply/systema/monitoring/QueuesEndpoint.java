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

	private final QueueDepthMonitor depths;

	private final OldestRequestMonitor oldest;

	private final QueueEstimators flows;

	private final WorkerRegistry workers;

	private final Clock clock;

	QueuesEndpoint(QueueDepthMonitor depths, OldestRequestMonitor oldest, QueueEstimators flows, WorkerRegistry workers,
			Clock clock) {
		this.depths = depths;
		this.oldest = oldest;
		this.flows = flows;
		this.workers = workers;
		this.clock = clock;
	}

	@ReadOperation
	QueuesDescriptor queues() {
		return new QueuesDescriptor(this.clock.instant(), this.depths.queues().stream().map(this::queue).toList());
	}

	private QueueDescriptor queue(String name) {
		QueueDepthMonitor.QueueDepth depth = this.depths.of(name).orElse(null);
		return new QueueDescriptor(name, (depth != null) ? depth.ready() : null,
				(depth != null) ? depth.consumers() : null,
				this.oldest.age(name).map(QueuesEndpoint::seconds).orElse(null),
				this.flows.of(name).map((flow) -> arithmetic(name, flow.figures())).orElse(null));
	}

	private QueueStatisticsDescriptor arithmetic(String queue, QueueStatistics figures) {
		WorkerStats crew = this.workers.crew(queue);
		return new QueueStatisticsDescriptor(figures.requests(), figures.arrivalRate(), figures.capacity(),
				figures.transferRate(), figures.delay(), crew.live(), crew.slots(), crew.inHand(),
				figures.workersNeeded());
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
	 * @param flow its arithmetic, null if callers cannot ask for it
	 */
	record QueueDescriptor(String name, @Nullable Long depth, @Nullable Long consumers, @Nullable Double oldestAge,
			@JsonUnwrapped @Nullable QueueStatisticsDescriptor flow) {

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
	 * @param inHand requests that they have in hand
	 * @param workersNeeded workers that would keep the wait as short as is wanted, null
	 * if unknown
	 */
	record QueueStatisticsDescriptor(long requests, double a, double b, double c, @Nullable Double delay, int workers,
			int slots, int inHand, @Nullable Integer workersNeeded) {

	}

}
