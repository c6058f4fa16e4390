package io.asyncreply.systema.web.tomcat;

import io.asyncreply.systema.capacity.DefaultLimits;
import io.asyncreply.systema.web.http.ResponseProperties;
import org.apache.coyote.AbstractProtocol;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Beans that customize Tomcat.
 */
@Configuration(proxyBeanMethods = false)
class TomcatConfiguration {

	@Bean
	WebServerFactoryCustomizer<TomcatServletWebServerFactory> lowMemoryProtocolCustomizer() {
		return (tomcat) -> tomcat.setProtocol(LowMemoryHttp11Protocol.class.getName());
	}

	/** Runs after Boot's own customizer and replaces its default. */
	@Bean
	WebServerFactoryCustomizer<TomcatServletWebServerFactory> connectionLimitCustomizer(DefaultLimits defaultLimits,
			@Value("${server.tomcat.max-connections:#{null}}") @Nullable Integer maxConnections) {
		return (tomcat) -> tomcat.addConnectorCustomizers((connector) -> {
			if (connector.getProtocolHandler() instanceof AbstractProtocol<?> protocol) {
				protocol.setMaxConnections((maxConnections != null) ? maxConnections : defaultLimits.connections());
			}
		});
	}

	@Bean
	ConnectionReaders connectionReaders() {
		return new ConnectionReaders();
	}

	@Bean
	WebServerFactoryCustomizer<TomcatServletWebServerFactory> readerTimeoutCustomizer(
			ConnectionReaders connectionReaders, ResponseProperties properties) {
		return (tomcat) -> tomcat.addConnectorCustomizers((connector) -> {
			if (connector.getProtocolHandler() instanceof LowMemoryHttp11Protocol protocol) {
				protocol.setReaderTimeout(properties.readerTimeout());
				connectionReaders.setProtocol(protocol);
			}
		});
	}

}
