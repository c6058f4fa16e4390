package io.asyncreply.messaging.connection;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ShutdownSignalException;
import org.jspecify.annotations.Nullable;

/**
 * Tries things on a channel, and goes on with a fresh one after each refusal.
 */
public final class ReopeningChannel implements AutoCloseable {

	private final Supplier<Channel> channelSupplier;

	private @Nullable Channel channel;

	/**
	 * Begins a trial.
	 * @param channelSupplier opens channels
	 */
	public ReopeningChannel(Supplier<Channel> channelSupplier) {
		this.channelSupplier = channelSupplier;
	}

	/**
	 * Tries something.
	 * @param channelSetup what to try
	 * @return what the broker said if it refused
	 * @throws BrokerUnavailableException if the broker cannot be reached or does not
	 * answer
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

	/** Gives the channel for the next attempt. */
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
