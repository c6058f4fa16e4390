/**
 * Consuming queues with manual acknowledgments, and the parking lot for invalid messages.
 */
@NullMarked
package io.asyncreply.messaging.consume;

import org.jspecify.annotations.NullMarked;
