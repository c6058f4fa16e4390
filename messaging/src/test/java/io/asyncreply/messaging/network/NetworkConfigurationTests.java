package io.asyncreply.messaging.network;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a system does not start with a bind address that is open to the network.
 */
class NetworkConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withUserConfiguration(NetworkConfiguration.class);

	@ParameterizedTest
	@ValueSource(strings = { "127.0.0.1", "127.8.8.8", "::1", "localhost" })
	void acceptsLoopbackAddress(String address) {
		this.contextRunner.withPropertyValues("server.address=" + address)
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@ParameterizedTest
	@ValueSource(strings = { "0.0.0.0", "::", "192.0.2.1" })
	void rejectsPublicAddress(String address) {
		this.contextRunner.withPropertyValues("server.address=" + address)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidConfigurationPropertyValueException.class)
				.hasMessageContaining("server.address")
				.hasMessageContaining("asyncreply.network.exposure=trusted-network"));
	}

	@Test
	void rejectsMissingAddress() {
		this.contextRunner.run((context) -> assertThat(context).getFailure()
			.rootCause()
			.hasMessageContaining("every address of this machine"));
	}

	@Test
	void acceptsPublicAddressInTrustedNetwork() {
		this.contextRunner.withPropertyValues("server.address=0.0.0.0", "asyncreply.network.exposure=trusted-network")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void rejectsUnknownExposure() {
		this.contextRunner.withPropertyValues("server.address=0.0.0.0", "asyncreply.network.exposure=trusted")
			.run((context) -> assertThat(context).hasFailed());
	}

	@Test
	void checksSeparateManagementPort() {
		this.contextRunner.withPropertyValues("server.address=127.0.0.1", "management.server.port=9090")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("management.server.address"));
	}

	@Test
	void ignoresDisabledPort() {
		this.contextRunner.withPropertyValues("server.port=-1").run((context) -> assertThat(context).hasNotFailed());
	}

}
