package io.asyncreply.messaging.consume;

import java.util.function.Consumer;

import io.asyncreply.messaging.connection.BrokerConnections;
import io.asyncreply.messaging.connection.BrokerUnavailableException;
import io.asyncreply.messaging.message.InboundMessage;
import io.asyncreply.messaging.topology.VirtualHostOwnership;

/**
 * Passes on the messages of a queue. It holds back a message of another ledger for 1 s,
 * and then asks the broker which ledger owns the virtual host. If another one does, all
 * unacked messages return to the queue.
 */
public final class OwnedQueueListener {

	private final VirtualHostOwnership ownership;

	private final BrokerConnections connections;

	private final MessageRetry messageRetry;

	private final Consumer<InboundMessage> listener;

	/**
	 * Creates a listener.
	 * @param ownership ledger of this system
	 * @param connections opens the channel that asks the broker
	 * @param messageRetry delays the question
	 * @param listener receives the messages of this ledger, those that name no ledger,
	 * and those of other ledgers while this ledger owns the virtual host
	 */
	public OwnedQueueListener(VirtualHostOwnership ownership, BrokerConnections connections, MessageRetry messageRetry,
			Consumer<InboundMessage> listener) {
		this.ownership = ownership;
		this.connections = connections;
		this.messageRetry = messageRetry;
		this.listener = listener;
	}

	/**
	 * Receives a delivery.
	 * @param delivery delivered message
	 */
	public void receive(InboundMessage delivery) {
		if (this.ownership.isForeign(delivery.ledger())) {
			this.messageRetry.retryLater(delivery, () -> passOnOrReturn(delivery));
		}
		else {
			this.listener.accept(delivery);
		}
	}

	private void passOnOrReturn(InboundMessage delivery) {
		if (!delivery.isAcknowledgeable()) {
			return; // returned already
		}
		try {
			BrokerConnections.abort(this.connections.openForConsuming(this.ownership::declare));
			this.listener.accept(delivery);
		}
		catch (BrokerUnavailableException ex) {
			if (this.ownership.fault() != null) {
				delivery.returnWithChannel();
			}
			else {
				receive(delivery);
			}
		}
	}

}
