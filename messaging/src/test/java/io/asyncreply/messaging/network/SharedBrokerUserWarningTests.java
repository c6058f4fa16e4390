package io.asyncreply.messaging.network;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests the warning about a broker user of both systems.
 */
@ExtendWith(OutputCaptureExtension.class)
class SharedBrokerUserWarningTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withUserConfiguration(NetworkConfiguration.class)
		.withPropertyValues("server.address=127.0.0.1");

	@Test
	void warnsOfOneUserForBothSystems(CapturedOutput output) {
		this.contextRunner.withPropertyValues("spring.rabbitmq.username=both", "RABBITMQ_USERNAME=both")
			.run((context) -> assertThat(output).contains("'both'", "SYSTEM_A_RABBITMQ_USERNAME"));
	}

	@Test
	void acceptsSeparateUsers(CapturedOutput output) {
		this.contextRunner.withPropertyValues("spring.rabbitmq.username=system-a", "RABBITMQ_USERNAME=both")
			.run((context) -> assertThat(output).doesNotContain("could forge"));
	}

}
