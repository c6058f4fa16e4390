package io.asyncreply.messaging.topology;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import io.asyncreply.messages.AmqpNames;
import io.asyncreply.messages.Lane;
import io.asyncreply.messages.operation.OperationRegistry;
import io.asyncreply.messaging.connection.ChannelSetup;

/**
 * The only declarations of exchanges, queues and bindings. The arguments are constants of
 * the contract, understood alike by RabbitMQ 3.10 to 4.3; another value means another
 * queue name, because the broker refuses to declare a queue anew with other arguments.
 */
public final class Topology {

	/** Most messages of one request queue; beyond it the broker refuses to take more. */
	public static final int MAX_QUEUE_LENGTH = 100_000;

	/** Returns of one message before it is suspected of killing workers. */
	public static final int DELIVERY_LIMIT = 20;

	/** Returns of a suspect before it is found guilty. */
	public static final int SUSPECT_DELIVERY_LIMIT = 3;

	/** What the declarations promise, in a line. */
	public static final String GUARANTEES = "quorum queues, requests returned " + DELIVERY_LIMIT
			+ " times are suspects, suspects returned " + SUSPECT_DELIVERY_LIMIT
			+ " times have failed, dead letters arrive at least once, at most " + MAX_QUEUE_LENGTH
			+ " requests in a queue and none dropped";

	/**
	 * Queues that must never drop: without the limit 4.x drops a message after 20
	 * returns, and -1 drops it at the first crash of a consumer on 3.10.
	 */
	private static final Map<String, Object> NO_DROP_ARGUMENTS = Map.of("x-queue-type", "quorum", "x-delivery-limit",
			Integer.MAX_VALUE);

	private static final Map<String, String> NO_DROP_QUEUES = Map.of(AmqpNames.REPLIES_QUEUE,
			AmqpNames.REPLIES_EXCHANGE, AmqpNames.DEAD_LETTERS_QUEUE, AmqpNames.DEAD_LETTERS_EXCHANGE,
			AmqpNames.PARKING_QUEUE, AmqpNames.PARKING_EXCHANGE);

	private final Map<String, Map<String, Object>> requestQueues = new LinkedHashMap<>();

	/**
	 * Makes the topology for a catalogue.
	 * @param operationRegistry each lane of each gets a queue
	 */
	public Topology(OperationRegistry operationRegistry) {
		operationRegistry.all().forEach((operation) -> {
			for (Lane lane : Lane.values()) {
				int deliveryLimit = (lane == Lane.SUSPECT) ? SUSPECT_DELIVERY_LIMIT : DELIVERY_LIMIT;
				this.requestQueues.put(AmqpNames.requestQueue(operation.name(), lane),
						requestQueueArguments(deliveryLimit));
			}
		});
	}

	/**
	 * Lists the request queues.
	 * @return their names
	 */
	public List<String> requestQueues() {
		return List.copyOf(this.requestQueues.keySet());
	}

	/**
	 * Lists every queue.
	 * @return their names
	 */
	public List<String> queues() {
		List<String> queues = new ArrayList<>(this.requestQueues.keySet());
		queues.addAll(NO_DROP_QUEUES.keySet());
		return queues;
	}

	/**
	 * Declares everything that is not there yet.
	 * @param channel closed by the broker if something is there with other arguments
	 * @throws IOException if the broker refuses
	 */
	public void declare(Channel channel) throws IOException {
		for (ChannelSetup declaration : declarations()) {
			declaration.prepare(channel);
		}
	}

	/**
	 * Lists the declarations one by one, so that each can be tried although another is
	 * refused.
	 * @return to be run in this order
	 */
	public List<ChannelSetup> declarations() {
		List<ChannelSetup> declarations = new ArrayList<>();
		declarations.add(declareExchange(AmqpNames.REQUESTS_EXCHANGE));
		declarations
			.add((channel) -> channel.exchangeDeclare(AmqpNames.CONTROL_EXCHANGE, BuiltinExchangeType.FANOUT, true));
		NO_DROP_QUEUES.forEach((queue, exchange) -> {
			declarations.add(declareExchange(exchange));
			declarations.addAll(declareAndBindQueue(queue, exchange, NO_DROP_ARGUMENTS));
		});
		this.requestQueues.forEach((queue, arguments) -> declarations
			.addAll(declareAndBindQueue(queue, AmqpNames.REQUESTS_EXCHANGE, arguments)));
		return declarations;
	}

	/**
	 * Requires that replies and unreadable requests have somewhere to go.
	 * @param channel closed by the broker if they have not
	 * @throws IOException if they have not
	 */
	public static void requireOutboundExchanges(Channel channel) throws IOException {
		for (ChannelSetup requirement : outboundExchangeChecks()) {
			requirement.prepare(channel);
		}
	}

	/**
	 * Lists what has to be there for replies and unreadable requests, one by one.
	 * @return each fails if it is not there
	 */
	public static List<ChannelSetup> outboundExchangeChecks() {
		return List.of((channel) -> channel.exchangeDeclarePassive(AmqpNames.REPLIES_EXCHANGE),
				(channel) -> channel.exchangeDeclarePassive(AmqpNames.PARKING_EXCHANGE));
	}

	private static Map<String, Object> requestQueueArguments(int deliveryLimit) {
		return Map.of("x-queue-type", "quorum", "x-dead-letter-exchange", AmqpNames.DEAD_LETTERS_EXCHANGE,
				"x-dead-letter-routing-key", AmqpNames.DEAD_LETTERS_QUEUE, "x-dead-letter-strategy", "at-least-once",
				"x-overflow", "reject-publish", "x-max-length", MAX_QUEUE_LENGTH, "x-delivery-limit", deliveryLimit);
	}

	private static ChannelSetup declareExchange(String exchange) {
		return (channel) -> channel.exchangeDeclare(exchange, BuiltinExchangeType.DIRECT, true);
	}

	private static List<ChannelSetup> declareAndBindQueue(String queue, String exchange,
			Map<String, Object> arguments) {
		return List.of((channel) -> channel.queueDeclare(queue, true, false, false, arguments),
				(channel) -> channel.queueBind(queue, exchange, queue));
	}

}
