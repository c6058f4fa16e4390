/**
 * Connections to the compared sides: HTTP, AMQP and ZeroMQ.
 */
@NullMarked
package io.asyncreply.benchmarks.transport;

import org.jspecify.annotations.NullMarked;
