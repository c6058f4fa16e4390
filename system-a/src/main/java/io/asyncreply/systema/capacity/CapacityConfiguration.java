package io.asyncreply.systema.capacity;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * Beans with the resources of the process and the limits that fit them.
 */
@Configuration(proxyBeanMethods = false)
class CapacityConfiguration {

	@Bean
	ProcessResources processResources() {
		return ProcessResources.ofThisProcess();
	}

	@Bean
	DefaultLimits defaultLimits(ProcessResources processResources) {
		return DefaultLimits.of(processResources);
	}

	@Bean
	CapacityCheck capacityCheck(ProcessResources processResources, DefaultLimits defaultLimits,
			Environment environment) {
		return new CapacityCheck(processResources, defaultLimits, environment);
	}

}
