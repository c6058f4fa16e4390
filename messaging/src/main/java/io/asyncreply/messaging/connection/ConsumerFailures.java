package io.asyncreply.messaging.connection;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Failures of consumers by queue. An error of the broker is kept until the queue is
 * consumed again, an ack timeout for 1 h, because its consumer reopens at once. An early
 * removal of requests is kept for 1 h after the last one.
 */
public final class ConsumerFailures {

	private static final Duration RETENTION = Duration.ofHours(1);

	private final Map<String, BrokerError> brokerErrors = new ConcurrentHashMap<>();

	private final Map<String, AckTimeout> ackTimeouts = new ConcurrentHashMap<>();

	private final Map<String, EarlyRemoval> earlyRemovals = new ConcurrentHashMap<>();

	private final Runnable changeListener;

	/**
	 * Creates an empty collection.
	 * @param changeListener runs after each change
	 */
	ConsumerFailures(Runnable changeListener) {
		this.changeListener = changeListener;
	}

	/**
	 * Records that a channel or an attempt to open it failed. Failures without an error
	 * of the broker are ignored.
	 */
	public void onFailure(String queue, Throwable failure) {
		BrokerError.findIn(failure)
			.ifPresent((brokerError) -> AckTimeout.parse(queue, brokerError.replyText())
				.ifPresentOrElse(this::onAckTimeout, () -> onBrokerError(queue, brokerError)));
	}

	public void onAckTimeout(AckTimeout ackTimeout) {
		this.ackTimeouts.put(ackTimeout.queue(), ackTimeout);
		this.changeListener.run();
	}

	/**
	 * Records that the broker removed a request from its queue before its deadline.
	 * @param queue a request queue
	 * @param policyKeys keys of a policy that can have this effect
	 */
	public void onEarlyRemoval(String queue, String policyKeys) {
		EarlyRemoval previous = this.earlyRemovals.put(queue, new EarlyRemoval(queue, policyKeys, System.nanoTime()));
		if (previous == null) {
			this.changeListener.run();
		}
	}

	public void onConsuming(String queue) {
		if (this.brokerErrors.remove(queue) != null) {
			this.changeListener.run();
		}
	}

	public List<BrokerError> brokerErrors() {
		return List.copyOf(this.brokerErrors.values());
	}

	public List<AckTimeout> ackTimeouts() {
		this.ackTimeouts.values()
			.removeIf((ackTimeout) -> System.nanoTime() - ackTimeout.occurredAtNanos() > RETENTION.toNanos());
		return List.copyOf(this.ackTimeouts.values());
	}

	public List<EarlyRemoval> earlyRemovals() {
		this.earlyRemovals.values()
			.removeIf((earlyRemoval) -> System.nanoTime() - earlyRemoval.occurredAtNanos() > RETENTION.toNanos());
		return List.copyOf(this.earlyRemovals.values());
	}

	private void onBrokerError(String queue, BrokerError brokerError) {
		if (!brokerError.equals(this.brokerErrors.put(queue, brokerError))) {
			this.changeListener.run();
		}
	}

	/**
	 * Requests that the broker removed from their queue before their deadline.
	 *
	 * @param queue the request queue
	 * @param policyKeys keys of a policy that can have this effect
	 * @param occurredAtNanos the {@link System#nanoTime()} of the last occurrence
	 */
	public record EarlyRemoval(String queue, String policyKeys, long occurredAtNanos) {

	}

	/**
	 * Messages that the broker took back because they were not acked in time.
	 *
	 * @param queue queue that the messages came from and returned to
	 * @param timeout timeout of the broker with its unit, null if the broker did not say
	 * it
	 * @param occurredAtNanos the {@link System#nanoTime()} of the last occurrence
	 */
	public record AckTimeout(String queue, @Nullable String timeout, long occurredAtNanos) {

		private static final Pattern TIMEOUT_PATTERN = Pattern
			.compile("delivery acknowledgement on channel .+ timed out");

		private static final Pattern TIMEOUT_VALUE_PATTERN = Pattern.compile("Timeout value used: (\\d+ ms)");

		/**
		 * Parses the reply text with which RabbitMQ before 4.3 closes a channel.
		 * @param queue consumed queue
		 * @param text reply text of the broker
		 * @return the ack timeout, or empty if the text is about something else
		 */
		public static Optional<AckTimeout> parse(String queue, String text) {
			if (!TIMEOUT_PATTERN.matcher(text).find()) {
				return Optional.empty();
			}
			Matcher value = TIMEOUT_VALUE_PATTERN.matcher(text);
			return Optional.of(new AckTimeout(queue, value.find() ? value.group(1) : null, System.nanoTime()));
		}

	}

}
