package io.asyncreply.systemb.endpoint;

import io.asyncreply.messages.trace.Traces;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Where what happens is told.
 *
 * @param meters count and time
 * @param traces follow each request
 */
record Telemetry(MeterRegistry meters, Traces traces) {

}
