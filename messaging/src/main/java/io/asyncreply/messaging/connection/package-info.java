/**
 * Connections and channels to RabbitMQ, and the errors that close them.
 */
@NullMarked
package io.asyncreply.messaging.connection;

import org.jspecify.annotations.NullMarked;
