package io.asyncreply.messaging.startup;

import java.time.Duration;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which names of settings stop the start.
 */
class SettingNameCheckTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withUserConfiguration(CheckedConfiguration.class);

	@ParameterizedTest
	@CsvSource({ "asyncreply.sample.max-wiat,asyncreply.sample.max-wait",
			"asyncreply.simple.max-wait,asyncreply.sample.max-wait", "asyncreply.sample,asyncreply.sample.name",
			"asyncreply.sample.nested.limt,asyncreply.sample.nested.limit",
			"asyncreply.sample.operations.[text.process].limitt,asyncreply.sample.operations",
			"asyncreply.netwrok.exposure,asyncreply.network.exposure",
			"ASYNCREPLY_SAMPLE_MAXWIAT,asyncreply.sample.max-wait",
			"ASYNCREPLY_NETWORKEXPOSURES,asyncreply.network.exposure" })
	void refusesUnknownNameWithNearestKnownOne(String name, String nearest) {
		withProperty(name).run((context) -> assertThat(context.getStartupFailure())
			.isInstanceOfSatisfying(StartRefusedException.class, (refusal) -> {
				assertThat(refusal.reason()).contains("'" + name + "'");
				assertThat(refusal.action()).contains("'" + nearest + "'").doesNotContain("\n");
			}));
	}

	@ParameterizedTest
	@ValueSource(strings = { "asyncreply.sample.max-wait", "asyncreply.sample.maxWait", "asyncreply.sample.max_wait",
			"asyncreply.sample.nested.limit", "asyncreply.sample.operations.[text.process].limit",
			"ASYNCREPLY_SAMPLE_MAXWAIT", "ASYNCREPLY_SAMPLE_MAX_WAIT", "ASYNCREPLY_NETWORK_EXPOSURE",
			"asyncreply.peer-only.something", "ASYNCREPLY_PEERONLY_SOMETHING", "ASYNCREPLY_TEST_BROKER",
			"ASYNCREPLY_OSV_DATABASE", "asyncreply.fuzz.cases", "asyncreplyer.name", "asyncReplyTimeout" })
	void acceptsKnownNamesInEachFormAndNamesOfOthers(String name) {
		withProperty(name).run((context) -> assertThat(context).hasNotFailed());
	}

	private ApplicationContextRunner withProperty(String name) {
		Map<String, Object> values = Map.of(name, "5s");
		return this.runner.withInitializer((context) -> context.getEnvironment()
			.getPropertySources()
			.addFirst(name.startsWith("ASYNC") ? new SystemEnvironmentPropertySource("variables", values)
					: new MapPropertySource("file", values)));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableConfigurationProperties(SampleProperties.class)
	static class CheckedConfiguration {

		@Bean
		static SettingNameCheck settingNameCheck(ConfigurableEnvironment environment) {
			return new SettingNameCheck(environment, Set.of("peeronly"));
		}

	}

	@ConfigurationProperties("asyncreply.sample")
	record SampleProperties(Duration maxWait, String name, NestedSettings nested,
			Map<String, NestedSettings> operations) {

	}

	record NestedSettings(Duration limit) {

	}

}
