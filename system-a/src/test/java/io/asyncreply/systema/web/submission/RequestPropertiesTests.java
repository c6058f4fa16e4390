package io.asyncreply.systema.web.submission;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Defaults and validation of the limits of submissions.
 */
class RequestPropertiesTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withUserConfiguration(BindingConfiguration.class);

	@Test
	void usesDefaultsOfContract() {
		this.contextRunner.run((started) -> assertThat(started.getBean(RequestProperties.class))
			.isEqualTo(new RequestProperties(1_048_576, Duration.ofSeconds(30), DataSize.ofBytes(500), null,
					Duration.ofHours(24), Duration.ofDays(7), Duration.ofSeconds(60))));
	}

	@ParameterizedTest
	@ValueSource(strings = { "max-body-bytes=0", "max-body-bytes=1048577", "body-timeout=0s", "default-deadline=0s",
			"default-deadline=8d", "max-deadline=367d", "max-wait=-1s", "max-wait=2h" })
	void rejectsInvalidSettingAtStart(String setting) {
		this.contextRunner.withPropertyValues("asyncreply.requests." + setting)
			.run((started) -> assertThat(started).hasFailed());
	}

	@Configuration(proxyBeanMethods = false)
	@EnableConfigurationProperties(RequestProperties.class)
	static class BindingConfiguration {

	}

}
