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
 * Observes the places where a request can be before it counts as lost: its queue, the
 * workers, and the return queues, which are those of replies and dead letters.
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

	/**
	 * Notes which return queues are empty.
	 * @param now the present time
	 */
	void observeReturnQueues(Instant now) {
		RETURN_QUEUES.stream().filter(this::isEmpty).forEach((queue) -> this.lastEmptyAt.put(queue, now));
	}

	/**
	 * Returns whether each return queue has been empty, and consumed, after a time.
	 * Replies and dead letters of that time have then been received.
	 * @param since the time
	 */
	boolean returnQueuesEmptySince(Instant since) {
		return RETURN_QUEUES.stream()
			.allMatch((queue) -> this.lastEmptyAt.getOrDefault(queue, Instant.MIN).isAfter(since));
	}

	/**
	 * Observes a request queue.
	 * @param queue name of the queue
	 * @return null while the broker does not answer or the heartbeats are not reliable
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
