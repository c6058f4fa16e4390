package io.asyncreply.messages.amqp;

import com.rabbitmq.client.AMQP.BasicProperties;

/**
 * A message on its way to the broker.
 *
 * @param exchange where to publish it
 * @param routingKey the queue it is meant for
 * @param properties as the contract says
 * @param body not copied: the maker gives it away
 */
@SuppressWarnings("ArrayRecordComponent") // lives for one publish and is never compared
public record OutgoingMessage(String exchange, String routingKey, BasicProperties properties, byte[] body) {

}
