package io.asyncreply.messaging.tracing;

import io.opentelemetry.api.OpenTelemetry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Traces, collected if there is a collector.
 */
@Configuration(proxyBeanMethods = false)
public class TracingConfiguration {

	@Bean
	MessageTracer traces(ObjectProvider<OpenTelemetry> openTelemetry) {
		OpenTelemetry collecting = openTelemetry.getIfAvailable();
		return (collecting != null) ? new OpenTelemetryMessageTracer(collecting.getTracer("io.asyncreply"))
				: MessageTracer.UNCOLLECTED;
	}

}
