package io.asyncreply.messaging.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

import jakarta.servlet.DispatcherType;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextType;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

/**
 * Wires the checks and the errors of HTTP. Both systems import it, and Spring Boot adds
 * it to a separate management port.
 */
@ManagementContextConfiguration(value = ManagementContextType.CHILD, proxyBeanMethods = false)
@EnableConfigurationProperties({ AllowedHostProperties.class, CrossOriginProperties.class })
public class HttpConfiguration {

	@Bean
	FilterRegistrationBean<CallCheckFilter> callCheckFilter(AllowedHostProperties hosts, CrossOriginProperties origins,
			Environment environment) {
		FilterRegistrationBean<CallCheckFilter> registration = new FilterRegistrationBean<>(new CallCheckFilter(
				new HostPolicy(ownNames(hosts, environment)), new CrossOriginPolicy(origins.allowedOrigins())));
		registration.setDispatcherTypes(DispatcherType.REQUEST);
		registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
		return registration;
	}

	/** Runs after Boot's own customizer and replaces its error report. */
	@Bean
	WebServerFactoryCustomizer<TomcatServletWebServerFactory> problemErrorReportValveCustomizer() {
		return (tomcat) -> tomcat.addContextCustomizers(
				(context) -> context.getParent().getPipeline().addValve(new ProblemErrorReportValve()));
	}

	private static List<String> ownNames(AllowedHostProperties hosts, Environment environment) {
		List<String> names = new ArrayList<>(hosts.allowedHosts());
		for (String property : List.of("server.address", "management.server.address")) {
			String address = environment.getProperty(property);
			if (address != null) {
				names.add(address);
			}
		}
		try {
			names.add(InetAddress.getLocalHost().getHostName());
		}
		catch (UnknownHostException ex) {
			// A machine whose name has no address cannot be called by its name.
		}
		return names;
	}

}
