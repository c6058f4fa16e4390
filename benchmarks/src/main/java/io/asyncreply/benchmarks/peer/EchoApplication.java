package io.asyncreply.benchmarks.peer;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;

/**
 * What HTTP alone costs on System A's server.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class EchoApplication {

	/**
	 * Starts the echo.
	 * @param arguments settings, as Spring Boot takes them
	 */
	public static void main(String[] arguments) {
		SpringApplication.run(EchoApplication.class, arguments);
	}

	@Bean
	ServletRegistrationBean<EchoServlet> echoServlet() {
		return new ServletRegistrationBean<>(new EchoServlet(), "/process");
	}

}
