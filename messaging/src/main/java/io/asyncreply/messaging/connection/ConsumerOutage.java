package io.asyncreply.messaging.connection;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Outage of the connection that all consumers of this process share. Logs one line when
 * it begins and one when all queues are consumed again.
 */
public final class ConsumerOutage {

	private static final Logger logger = LoggerFactory.getLogger(ConsumerOutage.class);

	private final Set<String> queues = ConcurrentHashMap.newKeySet();

	private final Set<String> interrupted = ConcurrentHashMap.newKeySet();

	ConsumerOutage() {
	}

	/**
	 * Adds a queue that a consumer of this process consumes.
	 * @param queue name of the queue
	 */
	public void add(String queue) {
		this.queues.add(queue);
	}

	/**
	 * Records that a queue is not consumed, because there is no connection. Logs it for
	 * the first queue.
	 * @param queue name of the queue
	 * @param reason why there is no connection
	 */
	public synchronized void onInterrupted(String queue, String reason) {
		if (this.interrupted.isEmpty()) {
			logger.warn("No connection to consume {} queues, retrying every second: {}", this.queues.size(), reason);
		}
		this.interrupted.add(queue);
	}

	/**
	 * Records that a queue is consumed. Logs it for the last queue of an outage.
	 * @param queue name of the queue
	 * @return whether the outage had interrupted this queue
	 */
	public synchronized boolean onConsuming(String queue) {
		boolean wasInterrupted = this.interrupted.remove(queue);
		if (wasInterrupted && this.interrupted.isEmpty()) {
			logger.info("All {} queues are consumed again", this.queues.size());
		}
		return wasInterrupted;
	}

}
