/**
 * Exchanges, queues and bindings, and what a system requires of the broker.
 */
@NullMarked
package io.asyncreply.messaging.topology;

import org.jspecify.annotations.NullMarked;
