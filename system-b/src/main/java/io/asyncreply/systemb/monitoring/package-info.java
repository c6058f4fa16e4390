/**
 * Heartbeats, metrics, health and the Actuator endpoint of the workers.
 */
@NullMarked
package io.asyncreply.systemb.monitoring;

import org.jspecify.annotations.NullMarked;
