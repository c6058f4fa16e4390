package io.asyncreply.messaging.tracing;

import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * Excludes the auto-configuration of OpenTelemetry unless a collector is configured.
 * Without a collector, neither the start nor a request has a cost of tracing.
 */
final class OpenTelemetryImportFilter implements AutoConfigurationImportFilter, EnvironmentAware {

	/**
	 * Endpoint of the collector. Boot also sets it from {@code
	 * OTEL_EXPORTER_OTLP_ENDPOINT}.
	 */
	static final String ENDPOINT_PROPERTY = "management.opentelemetry.tracing.export.otlp.endpoint";

	private static final Set<String> OPENTELEMETRY_PACKAGES = Set.of("org.springframework.boot.opentelemetry.",
			"org.springframework.boot.micrometer.tracing.");

	private boolean endpointConfigured;

	@Override
	public void setEnvironment(Environment environment) {
		this.endpointConfigured = StringUtils.hasText(environment.getProperty(ENDPOINT_PROPERTY));
	}

	@Override
	public boolean[] match(@Nullable String[] names, AutoConfigurationMetadata metadata) {
		boolean[] matches = new boolean[names.length];
		for (int i = 0; i < names.length; i++) {
			String name = names[i];
			matches[i] = this.endpointConfigured || name == null
					|| OPENTELEMETRY_PACKAGES.stream().noneMatch(name::startsWith);
		}
		return matches;
	}

}
