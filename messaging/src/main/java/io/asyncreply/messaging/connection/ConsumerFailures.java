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

	private static final Duration ACK_TIMEOUT_RETENTION = Duration.ofHours(1);

	private final Map<String, BrokerError> brokerErrors = new ConcurrentHashMap<>();

	private final Map<String, AckTimeout> ackTimeouts = new ConcurrentHashMap<>();

	private final Runnable changeListener;

	/**
	 * Begins without troubles.
	 * @param changeListener called when there is something new
	 */
	ConsumerFailures(Runnable changeListener) {
		this.changeListener = changeListener;
	}

	/** The channel or the attempt to open it failed; only the broker's words count. */
	public void onFailure(String queue, Throwable failure) {
		BrokerError.findIn(failure)
			.ifPresent((brokerError) -> AckTimeout.parse(queue, brokerError.replyText())
				.ifPresentOrElse(this::onAckTimeout, () -> onBrokerError(queue, brokerError)));
	}

	public void onAckTimeout(AckTimeout ackTimeout) {
		this.ackTimeouts.put(ackTimeout.queue(), ackTimeout);
		this.changeListener.run();
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
			.removeIf(
					(ackTimeout) -> System.nanoTime() - ackTimeout.occurredAtNanos() > ACK_TIMEOUT_RETENTION.toNanos());
		return List.copyOf(this.ackTimeouts.values());
	}

	private void onBrokerError(String queue, BrokerError brokerError) {
		if (!brokerError.equals(this.brokerErrors.put(queue, brokerError))) {
			this.changeListener.run();
		}
	}

}
