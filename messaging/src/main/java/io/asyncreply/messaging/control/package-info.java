/**
 * The control bus: heartbeats, cancellations and change notifications over a fanout
 * exchange.
 */
@NullMarked
package io.asyncreply.messaging.control;

import org.jspecify.annotations.NullMarked;
