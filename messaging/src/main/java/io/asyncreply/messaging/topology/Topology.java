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
 * Declarations of all exchanges, queues and bindings. The arguments are part of the
 * contract and work with RabbitMQ 3.10 to 4.3. A queue with other arguments needs another
 * name, because the broker refuses to redeclare a queue with different arguments.
 */
public final class Topology {

	/** Most messages of a request queue. The broker rejects further ones. */
	public static final int MAX_QUEUE_LENGTH = 100_000;

	/**
	 * Redeliveries of a request before it becomes a dead letter, suspected of crashing
	 * workers. A reply or a dead letter moves to the parking queue after as many.
	 */
	public static final int DELIVERY_LIMIT = 20;

	/** Redeliveries of a request in the suspect lane before it fails. */
	public static final int SUSPECT_DELIVERY_LIMIT = 3;

	/** Most bytes of parked messages: 256 MiB. */
	static final int MAX_PARKED_BYTES = 256 * 1024 * 1024;

	/** The broker drops parked messages after 7 days. */
	static final int PARKED_MILLIS = 7 * 24 * 60 * 60 * 1000;

	/** Guarantees of the declarations, for the log. */
	public static final String GUARANTEES = "quorum queues; requests move to the suspect lane after " + DELIVERY_LIMIT
			+ " redeliveries and fail there after " + SUSPECT_DELIVERY_LIMIT
			+ "; dead letters are delivered at least once; at most " + MAX_QUEUE_LENGTH
			+ " requests per queue, none dropped";

	/**
	 * Arguments of the queues that System A consumes. A message whose frames the client
	 * library refuses ends the connection each time, so it must not return for ever.
	 */
	private static final Map<String, Object> PARKED_ARGUMENTS = Map.of("x-queue-type", "quorum",
			"x-dead-letter-exchange", AmqpNames.PARKING_EXCHANGE, "x-dead-letter-routing-key", AmqpNames.PARKING_QUEUE,
			"x-dead-letter-strategy", "at-least-once", "x-overflow", "reject-publish", "x-delivery-limit",
			DELIVERY_LIMIT);

	/**
	 * Arguments of the queue that an operator reads. Without a limit, 4.x drops a message
	 * after 20 redeliveries. With -1, 3.10 drops it at the first crash of a consumer. The
	 * oldest messages are dropped, because a full queue would stop those that park.
	 */
	private static final Map<String, Object> PARKING_ARGUMENTS = Map.of("x-queue-type", "quorum", "x-delivery-limit",
			Integer.MAX_VALUE, "x-max-length-bytes", MAX_PARKED_BYTES, "x-overflow", "drop-head", "x-message-ttl",
			PARKED_MILLIS);

	/** The other queues and their exchanges, whose routing keys are the names. */
	private static final List<OtherQueue> OTHER_QUEUES = List.of(
			new OtherQueue(AmqpNames.REPLIES_QUEUE, AmqpNames.REPLIES_EXCHANGE, PARKED_ARGUMENTS),
			new OtherQueue(AmqpNames.DEAD_LETTERS_QUEUE, AmqpNames.DEAD_LETTERS_EXCHANGE, PARKED_ARGUMENTS),
			new OtherQueue(AmqpNames.PARKING_QUEUE, AmqpNames.PARKING_EXCHANGE, PARKING_ARGUMENTS));

	private final Map<String, Map<String, Object>> requestQueues = new LinkedHashMap<>();

	/**
	 * Creates the topology of a registry.
	 * @param operationRegistry operations; each of their lanes has a queue
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
	 * Returns the request queues.
	 * @return names of the queues
	 */
	public List<String> requestQueues() {
		return List.copyOf(this.requestQueues.keySet());
	}

	/**
	 * Returns all queues.
	 * @return names of the queues
	 */
	public List<String> queues() {
		List<String> queues = new ArrayList<>(this.requestQueues.keySet());
		OTHER_QUEUES.forEach((queue) -> queues.add(queue.name()));
		return queues;
	}

	/**
	 * Declares all exchanges, queues and bindings.
	 * @param channel channel; the broker closes it if one exists with other arguments
	 * @throws IOException if the broker refuses
	 */
	public void declare(Channel channel) throws IOException {
		for (ChannelSetup declaration : declarations()) {
			declaration.prepare(channel);
		}
	}

	/**
	 * Returns the declarations one by one, so that each can run even if another is
	 * refused.
	 * @return declarations in their order
	 */
	public List<ChannelSetup> declarations() {
		List<ChannelSetup> declarations = new ArrayList<>();
		declarations.add(declareExchange(AmqpNames.REQUESTS_EXCHANGE));
		declarations
			.add((channel) -> channel.exchangeDeclare(AmqpNames.CONTROL_EXCHANGE, BuiltinExchangeType.FANOUT, true));
		OTHER_QUEUES.forEach((queue) -> {
			declarations.add(declareExchange(queue.exchange()));
			declarations.addAll(declareAndBindQueue(queue.name(), queue.exchange(), queue.arguments()));
		});
		this.requestQueues.forEach((queue, arguments) -> declarations
			.addAll(declareAndBindQueue(queue, AmqpNames.REQUESTS_EXCHANGE, arguments)));
		return declarations;
	}

	/**
	 * Requires the exchanges that System B publishes to.
	 * @param channel channel; the broker closes it if an exchange is missing
	 * @throws IOException if an exchange is missing
	 */
	public static void requireOutboundExchanges(Channel channel) throws IOException {
		for (ChannelSetup requirement : outboundExchangeChecks()) {
			requirement.prepare(channel);
		}
	}

	/**
	 * Returns one check for each exchange that System B publishes to.
	 * @return checks that fail if the exchange is missing
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

	/**
	 * Queue beside the request queues.
	 *
	 * @param name its name
	 * @param exchange the exchange that it is bound to
	 * @param arguments its arguments
	 */
	private record OtherQueue(String name, String exchange, Map<String, Object> arguments) {

	}

}
