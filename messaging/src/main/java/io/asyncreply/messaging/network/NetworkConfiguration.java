package io.asyncreply.messaging.network;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * Wires the start-up checks of the network. Both systems import it.
 */
@Configuration(proxyBeanMethods = false)
public class NetworkConfiguration {

	@Bean
	BindAddressCheck bindAddressCheck(Environment environment) {
		return BindAddressCheck.check(environment);
	}

	@Bean
	SharedBrokerUserWarning sharedBrokerUserWarning(Environment environment) {
		return new SharedBrokerUserWarning(environment);
	}

}
