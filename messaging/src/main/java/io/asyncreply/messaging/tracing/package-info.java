/**
 * Trace context and spans of messages.
 */
@NullMarked
package io.asyncreply.messaging.tracing;

import org.jspecify.annotations.NullMarked;
