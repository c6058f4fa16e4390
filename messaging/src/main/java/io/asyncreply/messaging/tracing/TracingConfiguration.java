package io.asyncreply.messaging.tracing;

import io.opentelemetry.api.OpenTelemetry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Wires the tracer of messages.
 */
@Configuration(proxyBeanMethods = false)
public class TracingConfiguration {

	@Bean
	MessageTracer messageTracer(ObjectProvider<OpenTelemetry> openTelemetry) {
		OpenTelemetry sdk = openTelemetry.getIfAvailable();
		return (sdk != null) ? new OpenTelemetryMessageTracer(sdk.getTracer("io.asyncreply"))
				: MessageTracer.PROPAGATING;
	}

}
