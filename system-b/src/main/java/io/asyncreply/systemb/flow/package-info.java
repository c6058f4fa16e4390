/**
 * What System B tells of its queues: pulses, an Actuator endpoint, metrics and health.
 */
@NullMarked
package io.asyncreply.systemb.flow;

import org.jspecify.annotations.NullMarked;
