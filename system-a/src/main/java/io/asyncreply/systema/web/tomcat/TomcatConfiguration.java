package io.asyncreply.systema.web.tomcat;

import java.time.Duration;

import io.asyncreply.systema.capacity.DefaultLimits;
import io.asyncreply.systema.web.http.ResponseProperties;
import io.asyncreply.systema.web.peer.PeerProperties;
import io.asyncreply.systema.web.submission.RequestProperties;
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

	private static final Duration BODY_TIMEOUT_MARGIN = Duration.ofSeconds(30);

	@Bean
	WebServerFactoryCustomizer<TomcatServletWebServerFactory> lowMemoryProtocolCustomizer() {
		return (tomcat) -> tomcat.setProtocol(LowMemoryHttp11Protocol.class.getName());
	}

	/** Runs after Boot's own customizer and replaces its default. */
	@Bean
	WebServerFactoryCustomizer<TomcatServletWebServerFactory> connectionLimitCustomizer(DefaultLimits defaultLimits,
			PeerProperties peerProperties,
			@Value("${server.tomcat.max-connections:#{null}}") @Nullable Integer maxConnections) {
		return (tomcat) -> tomcat.addConnectorCustomizers((connector) -> {
			if (connector.getProtocolHandler() instanceof LowMemoryHttp11Protocol protocol) {
				int limit = (maxConnections != null) ? maxConnections : defaultLimits.connections();
				protocol.setConnectionLimit(limit, peerProperties.semaphore(limit));
			}
		});
	}

	/**
	 * Leaves slow bodies to the limits of System A, which answer, and disconnects only a
	 * caller that they have missed.
	 */
	@Bean
	WebServerFactoryCustomizer<TomcatServletWebServerFactory> bodyTimeoutCustomizer(RequestProperties properties) {
		return (tomcat) -> tomcat.addConnectorCustomizers((connector) -> {
			if (connector.getProtocolHandler() instanceof LowMemoryHttp11Protocol protocol) {
				protocol.setBodyPause((int) properties.bodyTimeout().plus(BODY_TIMEOUT_MARGIN).toMillis());
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

	@Bean
	WebServerFactoryCustomizer<TomcatServletWebServerFactory> connectionCloseValveCustomizer() {
		return (tomcat) -> tomcat.addEngineValves(new ConnectionCloseValve());
	}

}
