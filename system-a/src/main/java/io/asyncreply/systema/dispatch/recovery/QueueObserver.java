package io.asyncreply.systema.dispatch.recovery;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.asyncreply.messages.AmqpNames;
import io.asyncreply.messaging.topology.QueueDepthMonitor;
import io.asyncreply.systema.worker.WorkerRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Where to look before a request is called lost: in its queue, in the hands of workers,
 * and in the queues through which it may be on its way home.
 */
final class QueueObserver {

	private static final List<String> WAYS_HOME = List.of(AmqpNames.REPLIES, AmqpNames.DEAD_LETTERS);

	private final QueueDepthMonitor depths;

	private final WorkerRegistry workers;

	private final Map<String, Instant> emptyAt = new HashMap<>();

	QueueObserver(QueueDepthMonitor depths, WorkerRegistry workers) {
		this.depths = depths;
		this.workers = workers;
	}

	WorkerRegistry workers() {
		return this.workers;
	}

	/** Looks at the ways home. */
	void look(Instant now) {
		WAYS_HOME.stream().filter(this::isEmpty).forEach((queue) -> this.emptyAt.put(queue, now));
	}

	/** Whether all that was on its way home at that time has arrived since. */
	boolean isHomeSince(Instant then) {
		return WAYS_HOME.stream().allMatch((queue) -> this.emptyAt.getOrDefault(queue, Instant.MIN).isAfter(then));
	}

	/**
	 * Looks at a queue.
	 * @param queue its name
	 * @return null while nothing is certain, because the broker or the workers cannot be
	 * heard
	 */
	LossDetector.@Nullable QueueObservation of(String queue) {
		QueueDepthMonitor.QueueDepth depth = this.depths.of(queue).orElse(null);
		if (depth == null || !this.workers.isInformed()) {
			return null;
		}
		return new LossDetector.QueueObservation(depth.ready(), depth.consumers(), this.workers.crew(queue).live());
	}

	private boolean isEmpty(String queue) {
		return this.depths.of(queue).filter((depth) -> depth.ready() == 0 && depth.consumers() > 0).isPresent();
	}

}
