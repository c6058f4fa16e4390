package io.asyncreply.systema.flow;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.asyncreply.messages.amqp.QueueDepths;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/**
 * The Actuator endpoint {@code queues}: how much waits where, and for how long.
 */
@Endpoint(id = "queues")
final class QueuesEndpoint {

	private final QueueDepths depths;

	private final OldestWaiting oldest;

	private final Clock clock;

	QueuesEndpoint(QueueDepths depths, OldestWaiting oldest, Clock clock) {
		this.depths = depths;
		this.oldest = oldest;
		this.clock = clock;
	}

	@ReadOperation
	Queues queues() {
		return new Queues(this.clock.instant(), this.depths.queues().stream().map(this::queue).toList());
	}

	private Queue queue(String name) {
		QueueDepths.Depth depth = this.depths.of(name).orElse(null);
		return new Queue(name, (depth != null) ? depth.ready() : null, (depth != null) ? depth.consumers() : null,
				this.oldest.age(name).map(QueuesEndpoint::seconds).orElse(null));
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
	record Queues(Instant asOf, List<Queue> queues) {

	}

	/**
	 * One queue.
	 *
	 * @param name its name at the broker
	 * @param depth messages that wait in it, null while the broker cannot be asked
	 * @param consumers who consume it, null while the broker cannot be asked
	 * @param oldestAge how long its oldest request has waited since it was accepted, in
	 * seconds, null if none waits
	 */
	record Queue(String name, @Nullable Long depth, @Nullable Long consumers, @Nullable Double oldestAge) {

	}

}
