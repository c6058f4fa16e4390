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
 * Settings are complete, and start-up refuses those that break a promise.
 */
class WorkerPropertiesTests {

	private static final OperationRegistry CATALOGUE = OperationRegistry.catalogue(false);

	private final ApplicationContextRunner system = new ApplicationContextRunner()
		.withUserConfiguration(BindingConfiguration.class);

	@Test
	void unnamedOperationHasDefaults() {
		this.system.run((context) -> assertThat(context.getBean(WorkerProperties.class).settings("text.process"))
			.isEqualTo(new OperationSettings(8, 8, Duration.ofMinutes(5))));
	}

	@Test
	void prefetchIsAsManyAsSlotsUnlessSet() {
		this.system
			.withPropertyValues("asyncreply.endpoint.operations.[text.process].slots=3",
					"asyncreply.endpoint.operations.[work.simulate].prefetch=9")
			.run((context) -> {
				WorkerProperties properties = context.getBean(WorkerProperties.class);
				assertThat(properties.settings("text.process").prefetch()).isEqualTo(3);
				assertThat(properties.settings("work.simulate").prefetch()).isEqualTo(9);
			});
	}

	@Test
	void deliveredSettingsKeepThePromise() {
		this.system.withInitializer(new ConfigDataApplicationContextInitializer()).run((context) -> {
			WorkerProperties properties = context.getBean(WorkerProperties.class);
			properties.requireKnown(CATALOGUE);
			CATALOGUE.all().forEach((operation) -> {
				assertThat(properties.operations()).containsKey(operation.name());
				assertThat(properties.settings(operation.name()).longestHold())
					.isLessThan(properties.consumerTimeout());
			});
		});
	}

	@Test
	void refusesLimitThatOutlastsTheBrokersPatience() {
		WorkerProperties properties = properties(new OperationSettings(4, 256, Duration.ofSeconds(30)));

		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> properties.settings("text.process"))
			.withMessageContaining("asyncreply.endpoint.operations[text.process].limit")
			.withMessageContaining("processed twice")
			.withMessageContaining("Lower the limit or the prefetch, add slots")
			.withMessageContaining("asyncreply.endpoint.consumer-timeout");
	}

	@Test
	void refusesExactlyFromTheBrokersPatienceOn() {
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> properties(new OperationSettings(8, 8, Duration.ofMinutes(15))).settings("text.process"));
		assertThat(
				properties(new OperationSettings(8, 8, Duration.ofMinutes(15).minusMillis(1))).settings("text.process"))
			.isNotNull();
	}

	@Test
	void refusesAnHourOfWorkUntilTheBrokerAllowsIt() {
		OperationSettings hour = new OperationSettings(64, 64, Duration.ofMinutes(61));

		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> properties(hour).settings("text.process"));
		assertThat(
				new WorkerProperties(Duration.ofHours(3), Map.of("text.process", hour), hour).settings("text.process"))
			.isEqualTo(hour);
	}

	@Test
	void refusesSlotsThatWouldStayIdle() {
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> properties(new OperationSettings(8, 4, Duration.ofSeconds(1))).settings("text.process"))
			.withMessageContaining("idle");
	}

	@Test
	void refusesSettingsOfAnUnknownOperation() {
		OperationSettings settings = new OperationSettings(1, 1, Duration.ofSeconds(1));
		WorkerProperties properties = new WorkerProperties(Duration.ofMinutes(30), Map.of("text.proces", settings),
				settings);

		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> properties.requireKnown(CATALOGUE))
			.withMessageContaining("text.proces");
	}

	@Test
	void refusesNumbersOutOfBounds() {
		this.system.withPropertyValues("asyncreply.endpoint.operations.[text.process].slots=0")
			.run((context) -> assertThat(context).hasFailed());
		this.system.withPropertyValues("asyncreply.endpoint.others.prefetch=70000")
			.run((context) -> assertThat(context).hasFailed());
	}

	private static WorkerProperties properties(OperationSettings settings) {
		return new WorkerProperties(Duration.ofMinutes(30), Map.of("text.process", settings), settings);
	}

	/**
	 * Binds the settings and nothing else.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableConfigurationProperties(WorkerProperties.class)
	static class BindingConfiguration {

	}

}
