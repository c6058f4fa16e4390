/**
 * Encoding and decoding of AMQP messages and message batches.
 */
@NullMarked
package io.asyncreply.messaging.message;

import org.jspecify.annotations.NullMarked;
