package io.asyncreply.messaging.network;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.env.Environment;

/**
 * Warns if both systems use the same broker user, because each could then forge messages
 * of the other.
 */
final class SharedBrokerUserWarning {

	private static final Logger logger = LoggerFactory.getLogger(SharedBrokerUserWarning.class);

	private static final String DEFAULT_USER = "guest";

	SharedBrokerUserWarning(Environment environment) {
		String user = environment.getProperty("spring.rabbitmq.username", DEFAULT_USER);
		if (user.equals(environment.getProperty("RABBITMQ_USERNAME", DEFAULT_USER))) {
			logger.warn("Both systems may use the broker user '{}' and could forge messages of each other: "
					+ "set SYSTEM_A_RABBITMQ_USERNAME and SYSTEM_B_RABBITMQ_USERNAME", user);
		}
	}

}
