package io.asyncreply.messaging.message;

/**
 * Why the broker gave up on a message.
 *
 * @param reason {@code expired}, {@code delivery_limit}, {@code rejected} or
 * {@code maxlen}
 * @param queue where it was
 */
public record DeadLetter(String reason, String queue) {

}
