package io.asyncreply.systemb.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.asyncreply.messaging.message.InboundMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds a request that probably crashes workers, long before the delivery limit of its
 * queue does. A lost worker returns all of its messages. A message that was returned
 * twice and arrives without another such message was alone each time. It is rejected, and
 * System A moves it to the suspect queue.
 */
final class SuspectDetector {

	/** A single return happens at each lost connection. */
	private static final int MIN_RETURNS = 2;

	/** The broker delivers messages that were returned together within this time. */
	private static final Duration WINDOW = Duration.ofMillis(100);

	private static final Logger logger = LoggerFactory.getLogger(SuspectDetector.class);

	private final ScheduledExecutorService scheduler;

	private List<Returned> window = new ArrayList<>();

	/**
	 * Creates a detector for all queues of this process.
	 * @param scheduler runs tasks that publish and may wait for the broker
	 */
	SuspectDetector(ScheduledExecutorService scheduler) {
		this.scheduler = scheduler;
	}

	/**
	 * Holds a delivery for the time in which the broker delivers what was returned with
	 * it. Then the delivery is rejected if it was alone, and passed on otherwise.
	 * @param delivery a suspicious delivery
	 * @param next processes the delivery
	 */
	synchronized void hold(InboundMessage delivery, Consumer<InboundMessage> next) {
		this.window.add(new Returned(delivery, next));
		if (this.window.size() == 1) {
			this.scheduler.schedule(this::closeWindow, WINDOW.toMillis(), TimeUnit.MILLISECONDS);
		}
	}

	/**
	 * Whether a delivery has to be held.
	 * @param delivery a delivery of a request queue
	 */
	static boolean isSuspicious(InboundMessage delivery) {
		return delivery.returns() >= MIN_RETURNS;
	}

	private void closeWindow() {
		List<Returned> all = takeAll();
		if (all.size() == 1) {
			InboundMessage suspect = all.get(0).delivery();
			logger.warn(
					"A request of {} was returned {} times and no other request with it, so that it may crash workers",
					suspect.queue(), suspect.returns());
			suspect.reject();
		}
		else {
			all.forEach((returned) -> this.scheduler.execute(() -> returned.next().accept(returned.delivery())));
		}
	}

	private synchronized List<Returned> takeAll() {
		List<Returned> all = this.window;
		this.window = new ArrayList<>();
		return all;
	}

	private record Returned(InboundMessage delivery, Consumer<InboundMessage> next) {

	}

}
