package io.asyncreply.messaging.connection;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What consumers run into, by queue: refusals until they are over, and timeouts of
 * acknowledgements for an hour, because the consumer comes back at once.
 */
public final class ConsumerFailures {

	private static final Duration MEMORY = Duration.ofHours(1);

	private final Map<String, BrokerError> refused = new ConcurrentHashMap<>();

	private final Map<String, AckTimeout> overdue = new ConcurrentHashMap<>();

	private final Runnable news;

	/**
	 * Begins without troubles.
	 * @param news called when there is something new
	 */
	ConsumerFailures(Runnable news) {
		this.news = news;
	}

	/** The channel or the attempt to open it failed; only the broker's words count. */
	public void failed(String queue, Throwable failure) {
		BrokerError.in(failure)
			.ifPresent((refusal) -> AckTimeout.read(queue, refusal.text())
				.ifPresentOrElse(this::tookBack, () -> refused(queue, refusal)));
	}

	public void tookBack(AckTimeout messages) {
		this.overdue.put(messages.queue(), messages);
		this.news.run();
	}

	public void consuming(String queue) {
		if (this.refused.remove(queue) != null) {
			this.news.run();
		}
	}

	public List<BrokerError> refused() {
		return List.copyOf(this.refused.values());
	}

	public List<AckTimeout> overdue() {
		this.overdue.values().removeIf((messages) -> System.nanoTime() - messages.since() > MEMORY.toNanos());
		return List.copyOf(this.overdue.values());
	}

	private void refused(String queue, BrokerError refusal) {
		if (!refusal.equals(this.refused.put(queue, refusal))) {
			this.news.run();
		}
	}

}
