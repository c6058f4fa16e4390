/**
 * Metrics of requests and queues, and the Actuator endpoint {@code queues}.
 */
@NullMarked
package io.asyncreply.systema.monitoring;

import org.jspecify.annotations.NullMarked;
