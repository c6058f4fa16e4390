package io.asyncreply.messages.trace;

import io.opentelemetry.api.OpenTelemetry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Traces, collected if there is a collector.
 */
@Configuration(proxyBeanMethods = false)
public class TraceConfiguration {

	@Bean
	Traces traces(ObjectProvider<OpenTelemetry> openTelemetry) {
		OpenTelemetry collecting = openTelemetry.getIfAvailable();
		return (collecting != null) ? new CollectedTraces(collecting.getTracer("io.asyncreply")) : Traces.UNCOLLECTED;
	}

}
