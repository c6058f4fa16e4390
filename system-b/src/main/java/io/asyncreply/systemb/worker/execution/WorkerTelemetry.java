package io.asyncreply.systemb.worker.execution;

import io.asyncreply.messaging.tracing.MessageTracer;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Where what happens is told.
 *
 * @param meters count and time
 * @param messageTracer follow each request
 */
public record WorkerTelemetry(MeterRegistry meters, MessageTracer messageTracer) {

}
