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

	private static final List<String> RETURN_QUEUES = List.of(AmqpNames.REPLIES_QUEUE, AmqpNames.DEAD_LETTERS_QUEUE);

	private final QueueDepthMonitor queueDepthMonitor;

	private final WorkerRegistry workerRegistry;

	private final Map<String, Instant> lastEmptyAt = new HashMap<>();

	QueueObserver(QueueDepthMonitor queueDepthMonitor, WorkerRegistry workerRegistry) {
		this.queueDepthMonitor = queueDepthMonitor;
		this.workerRegistry = workerRegistry;
	}

	WorkerRegistry workerRegistry() {
		return this.workerRegistry;
	}

	/** Looks at the ways home. */
	void observeReturnQueues(Instant now) {
		RETURN_QUEUES.stream().filter(this::isEmpty).forEach((queue) -> this.lastEmptyAt.put(queue, now));
	}

	/** Whether all that was on its way home at that time has arrived since. */
	boolean returnQueuesEmptySince(Instant since) {
		return RETURN_QUEUES.stream()
			.allMatch((queue) -> this.lastEmptyAt.getOrDefault(queue, Instant.MIN).isAfter(since));
	}

	/**
	 * Looks at a queue.
	 * @param queue its name
	 * @return null while nothing is certain, because the broker or the workers cannot be
	 * heard
	 */
	LossDetector.@Nullable QueueObservation observe(String queue) {
		QueueDepthMonitor.QueueDepth queueDepth = this.queueDepthMonitor.depthOf(queue).orElse(null);
		if (queueDepth == null || !this.workerRegistry.isReliable()) {
			return null;
		}
		return new LossDetector.QueueObservation(queueDepth.ready(), queueDepth.consumers(),
				this.workerRegistry.stats(queue).live());
	}

	private boolean isEmpty(String queue) {
		return this.queueDepthMonitor.depthOf(queue)
			.filter((queueDepth) -> queueDepth.ready() == 0 && queueDepth.consumers() > 0)
			.isPresent();
	}

}
