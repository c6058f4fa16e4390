package io.asyncreply.messaging.topology;

import java.io.IOException;
import java.util.Map;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import io.asyncreply.messages.AmqpNames;
import io.asyncreply.messaging.connection.BrokerError;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ownership of a virtual host by one ledger. The arguments of a durable queue without
 * messages name the ledger, and the broker refuses to declare the queue with those of
 * another ledger. The first ledger owns the virtual host until an operator deletes the
 * queue, or until a System A with another ledger starts while the owner has left nothing
 * on it: no consumer of replies, and no message but parked ones.
 */
public final class VirtualHostOwnership {

	private static final Logger logger = LoggerFactory.getLogger(VirtualHostOwnership.class);

	private final String ledger;

	private volatile boolean denied;

	/** Only at the start: a running second System A must not use a pause of the owner. */
	private volatile boolean mayTakeOver = true;

	/**
	 * Creates the ownership of a ledger, which {@link #declare} decides.
	 * @param ledger id of the ledger, 16 hexadecimal digits
	 */
	public VirtualHostOwnership(String ledger) {
		this.ledger = ledger;
	}

	/**
	 * Returns the ledger.
	 * @return id of the ledger
	 */
	public String ledger() {
		return this.ledger;
	}

	/**
	 * Declares that the ledger owns the virtual host.
	 * @param channel channel; the broker closes it if another ledger owns the virtual
	 * host
	 * @throws IOException if the broker refuses
	 */
	public void declare(Channel channel) throws IOException {
		try {
			channel.queueDeclare(AmqpNames.LEDGER_QUEUE, true, false, false, arguments());
			this.denied = false;
			this.mayTakeOver = false;
		}
		catch (IOException ex) {
			if (BrokerError.findIn(ex).filter(VirtualHostOwnership::isOtherLedger).isPresent()) {
				this.denied = true;
			}
			throw ex;
		}
	}

	/**
	 * Whether a message belongs to another ledger.
	 * @param otherLedger the ledger that the message names, null if it names none
	 * @return false if the message names no ledger, because a worker may not name it
	 */
	public boolean isForeign(@Nullable String otherLedger) {
		return otherLedger != null && !otherLedger.equals(this.ledger);
	}

	/**
	 * Returns why nothing may be accepted or consumed.
	 * @return the reason, null if the last declaration has not found another ledger
	 */
	public @Nullable String fault() {
		return this.denied
				? "the virtual host belongs to another ledger; the findings of the component broker say what to do"
				: null;
	}

	/**
	 * Takes the virtual host over if the first declaration has found another owner, which
	 * has left nothing on it. Tries it once.
	 * @param channel channel; to be followed by {@link #declare}
	 * @param topology the queues in which the owner can have messages
	 * @throws IOException if the broker refuses
	 */
	public void takeOverIfAbandoned(Channel channel, Topology topology) throws IOException {
		if (!this.denied || !this.mayTakeOver) {
			return;
		}
		this.mayTakeOver = false;
		if (isAbandoned(channel, topology)) {
			channel.queueDelete(AmqpNames.LEDGER_QUEUE);
			logger.warn("The virtual host belonged to another ledger, which has no message and no System A there. "
					+ "The ledger {} takes it over", this.ledger);
		}
	}

	/** Declares the queues first, because the owner may not have known all of them. */
	private static boolean isAbandoned(Channel channel, Topology topology) throws IOException {
		topology.declare(channel);
		for (String queue : topology.queues()) {
			AMQP.Queue.DeclareOk declared = channel.queueDeclarePassive(queue);
			boolean hasMessages = declared.getMessageCount() > 0 && !queue.equals(AmqpNames.PARKING_QUEUE);
			if (hasMessages || (declared.getConsumerCount() > 0 && queue.equals(AmqpNames.REPLIES_QUEUE))) {
				return false;
			}
		}
		return true;
	}

	/** The broker compares this routing key. It would ignore an argument of our own. */
	private Map<String, Object> arguments() {
		return Map.of("x-queue-type", "quorum", "x-dead-letter-exchange", AmqpNames.DEAD_LETTERS_EXCHANGE,
				"x-dead-letter-routing-key", this.ledger);
	}

	private static boolean isOtherLedger(BrokerError brokerError) {
		return brokerError.replyText().contains("inequivalent arg 'x-dead-letter-routing-key'");
	}

}
