package io.asyncreply.messages.doors;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * Makes a system refuse to start when it would listen to strangers; both systems import
 * it.
 */
@Configuration(proxyBeanMethods = false)
public class DoorsConfiguration {

	@Bean
	DoorsCheck doorsCheck(Environment environment) {
		return DoorsCheck.pass(environment);
	}

	@Bean
	SharedUserWarning sharedUserWarning(Environment environment) {
		return new SharedUserWarning(environment);
	}

}
