package io.asyncreply.messaging.connection;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ShutdownSignalException;
import org.jspecify.annotations.Nullable;

/**
 * Channel that is reopened after each error with which the broker closes it.
 */
public final class ReopeningChannel implements AutoCloseable {

	private final Supplier<Channel> channelSupplier;

	private @Nullable Channel channel;

	/**
	 * Creates a reopening channel.
	 * @param channelSupplier opens channels
	 */
	public ReopeningChannel(Supplier<Channel> channelSupplier) {
		this.channelSupplier = channelSupplier;
	}

	/**
	 * Executes a task on an open channel.
	 * @param channelSetup task to execute
	 * @return error of the broker, or empty if the task succeeded
	 * @throws BrokerUnavailableException if the broker is unreachable or does not answer
	 */
	public Optional<BrokerError> execute(ChannelSetup channelSetup) {
		try {
			channelSetup.prepare(channel());
			return Optional.empty();
		}
		catch (IOException | ShutdownSignalException ex) {
			close();
			return Optional.of(BrokerError.findIn(ex)
				.orElseThrow(
						() -> new BrokerUnavailableException("The broker does not answer: " + ex.getMessage(), ex)));
		}
	}

	/** Returns the current channel and opens it if necessary. */
	public Channel channel() {
		Channel current = this.channel;
		if (current == null || !current.isOpen()) {
			current = this.channelSupplier.get();
			this.channel = current;
		}
		return current;
	}

	@Override
	public void close() {
		Channel current = this.channel;
		this.channel = null;
		if (current != null) {
			BrokerConnections.abort(current);
		}
	}

}
