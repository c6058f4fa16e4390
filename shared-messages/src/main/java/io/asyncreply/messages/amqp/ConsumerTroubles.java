package io.asyncreply.messages.amqp;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What consumers run into, by queue: refusals until they are over, and timeouts of
 * acknowledgements for an hour, because the consumer comes back at once.
 */
final class ConsumerTroubles {

	private static final Duration MEMORY = Duration.ofHours(1);

	private final Map<String, Refusal> refused = new ConcurrentHashMap<>();

	private final Map<String, Overdue> overdue = new ConcurrentHashMap<>();

	private final Runnable news;

	/**
	 * Begins without troubles.
	 * @param news called when there is something new
	 */
	ConsumerTroubles(Runnable news) {
		this.news = news;
	}

	/** The channel or the attempt to open it failed; only the broker's words count. */
	void failed(String queue, Throwable failure) {
		Refusal.in(failure)
			.ifPresent((refusal) -> Overdue.read(queue, refusal.text())
				.ifPresentOrElse(this::tookBack, () -> refused(queue, refusal)));
	}

	void tookBack(Overdue messages) {
		this.overdue.put(messages.queue(), messages);
		this.news.run();
	}

	void consuming(String queue) {
		if (this.refused.remove(queue) != null) {
			this.news.run();
		}
	}

	List<Refusal> refused() {
		return List.copyOf(this.refused.values());
	}

	List<Overdue> overdue() {
		this.overdue.values().removeIf((messages) -> System.nanoTime() - messages.since() > MEMORY.toNanos());
		return List.copyOf(this.overdue.values());
	}

	private void refused(String queue, Refusal refusal) {
		if (!refusal.equals(this.refused.put(queue, refusal))) {
			this.news.run();
		}
	}

}
