package io.asyncreply.systema.web.problem;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Beans that answer errors with RFC 9457 problems.
 */
@Configuration(proxyBeanMethods = false)
class ProblemConfiguration {

	@Bean
	ProblemExceptionResolver problemExceptionResolver() {
		return new ProblemExceptionResolver();
	}

}
