package io.asyncreply.systemb.worker;

import java.time.Duration;
import java.util.Map;

import io.asyncreply.messages.operation.OperationRegistry;
import io.asyncreply.systemb.worker.execution.OperationSettings;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests the defaults, and the settings that System B rejects at start-up.
 */
class WorkerPropertiesTests {

	private static final OperationRegistry OPERATIONS = OperationRegistry.builtIn(true);

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withUserConfiguration(BindingConfiguration.class);

	@Test
	void usesDefaultsForUnnamedOperation() {
		this.contextRunner
			.run((context) -> assertThat(context.getBean(WorkerProperties.class).settingsFor("text.process"))
				.isEqualTo(new OperationSettings(8, 8, Duration.ofMinutes(5))));
	}

	@Test
	void defaultsPrefetchToConcurrency() {
		this.contextRunner
			.withPropertyValues("asyncreply.worker.operations.[text.process].concurrency=3",
					"asyncreply.worker.operations.[work.simulate].prefetch=9")
			.run((context) -> {
				WorkerProperties properties = context.getBean(WorkerProperties.class);
				assertThat(properties.settingsFor("text.process").prefetch()).isEqualTo(3);
				assertThat(properties.settingsFor("work.simulate").prefetch()).isEqualTo(9);
			});
	}

	@Test
	void shipsSettingsBelowConsumerTimeout() {
		this.contextRunner.withInitializer(new ConfigDataApplicationContextInitializer()).run((context) -> {
			WorkerProperties properties = context.getBean(WorkerProperties.class);
			properties.requireKnownOperations(OPERATIONS);
			OPERATIONS.all().forEach((operation) -> {
				assertThat(properties.operations()).containsKey(operation.name());
				assertThat(properties.settingsFor(operation.name()).maxInFlightTime())
					.isLessThan(properties.consumerTimeout());
			});
		});
	}

	@Test
	void rejectsLimitBeyondConsumerTimeout() {
		WorkerProperties properties = properties(new OperationSettings(4, 256, Duration.ofSeconds(30)));

		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> properties.settingsFor("text.process"))
			.withMessageContaining("asyncreply.worker.operations[text.process].limit")
			.withMessageContaining("processed twice")
			.withMessageContaining("Lower the limit or the prefetch, raise the concurrency")
			.withMessageContaining("asyncreply.worker.consumer-timeout");
	}

	@Test
	void rejectsLimitEqualToConsumerTimeout() {
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class).isThrownBy(
				() -> properties(new OperationSettings(8, 8, Duration.ofMinutes(15))).settingsFor("text.process"));
		assertThat(properties(new OperationSettings(8, 8, Duration.ofMinutes(15).minusMillis(1)))
			.settingsFor("text.process")).isNotNull();
	}

	@Test
	void rejectsHourOfWorkUnlessConsumerTimeoutAllowsIt() {
		OperationSettings hour = new OperationSettings(64, 64, Duration.ofMinutes(61));

		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> properties(hour).settingsFor("text.process"));
		assertThat(new WorkerProperties(Duration.ofHours(3), Map.of("text.process", hour), hour)
			.settingsFor("text.process")).isEqualTo(hour);
	}

	@Test
	void rejectsConcurrencyAbovePrefetch() {
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(
					() -> properties(new OperationSettings(8, 4, Duration.ofSeconds(1))).settingsFor("text.process"))
			.withMessageContaining("idle");
	}

	@Test
	void rejectsSettingsOfUnknownOperation() {
		OperationSettings settings = new OperationSettings(1, 1, Duration.ofSeconds(1));
		WorkerProperties properties = new WorkerProperties(Duration.ofMinutes(30), Map.of("text.proces", settings),
				settings);

		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> properties.requireKnownOperations(OPERATIONS))
			.withMessageContaining("text.proces");
	}

	@Test
	void rejectsNumbersOutOfRange() {
		this.contextRunner.withPropertyValues("asyncreply.worker.operations.[text.process].concurrency=0")
			.run((context) -> assertThat(context).hasFailed());
		this.contextRunner.withPropertyValues("asyncreply.worker.others.prefetch=70000")
			.run((context) -> assertThat(context).hasFailed());
	}

	private static WorkerProperties properties(OperationSettings settings) {
		return new WorkerProperties(Duration.ofMinutes(30), Map.of("text.process", settings), settings);
	}

	/**
	 * Binds the settings only.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableConfigurationProperties(WorkerProperties.class)
	static class BindingConfiguration {

	}

}
