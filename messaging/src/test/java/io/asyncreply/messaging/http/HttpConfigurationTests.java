package io.asyncreply.messaging.http;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Settings of the checks.
 */
class HttpConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withUserConfiguration(HttpConfiguration.class);

	@Test
	void readsHostsAndOrigins() {
		this.contextRunner
			.withPropertyValues("asyncreply.http.allowed-hosts=system-a,api.example.com",
					"asyncreply.cors.allowed-origins=https://app.example.com,http://localhost:3000")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@ParameterizedTest
	@ValueSource(strings = { "http.allowed-hosts=*", "http.allowed-hosts=api.example.com:80",
			"http.allowed-hosts=http://api.example.com", "cors.allowed-origins=*", "cors.allowed-origins=null",
			"cors.allowed-origins=app.example.com", "cors.allowed-origins=https://app.example.com/",
			"cors.allowed-origins=https://*.example.com" })
	void rejectsInvalidSettingAtStart(String setting) {
		this.contextRunner.withPropertyValues("asyncreply." + setting)
			.run((context) -> assertThat(context).hasFailed());
	}

}
