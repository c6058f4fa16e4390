/**
 * Metrics and the Actuator endpoint of the queues.
 */
@NullMarked
package io.asyncreply.systema.monitoring;

import org.jspecify.annotations.NullMarked;
