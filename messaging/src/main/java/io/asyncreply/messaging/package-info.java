/**
 * The AMQP client that both systems share: beans, and the clock of all measurements.
 */
@NullMarked
package io.asyncreply.messaging;

import org.jspecify.annotations.NullMarked;
