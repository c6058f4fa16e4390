package io.asyncreply.systemb.worker;

import java.time.Duration;
import java.util.Map;

import io.asyncreply.messages.operation.OperationRegistry;
import io.asyncreply.systemb.worker.execution.OperationSettings;
import jakarta.validation.Valid;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of the queue workers.
 *
 * @param consumerTimeout the broker's {@code consumer_timeout}, after which it takes back
 * unacked messages
 * @param operations settings by operation name
 * @param others settings of all other operations
 */
@Validated
@ConfigurationProperties(WorkerProperties.PREFIX)
record WorkerProperties(@DefaultValue("30m") @DurationMin(seconds = 1) Duration consumerTimeout,
		@DefaultValue Map<String, @Valid OperationSettings> operations, @DefaultValue @Valid OperationSettings others) {

	static final String PREFIX = "asyncreply.worker";

	/**
	 * Returns the settings of an operation.
	 * @throws InvalidConfigurationPropertyValueException if slots could never be used, or
	 * if a request could be in flight for longer than the broker's consumer timeout
	 */
	OperationSettings settingsFor(String operation) {
		OperationSettings settings = this.operations.getOrDefault(operation, this.others);
		String settingsPath = PREFIX
				+ (this.operations.containsKey(operation) ? ".operations[" + operation + "]" : ".others");
		if (settings.prefetch() < settings.concurrency()) {
			throw new InvalidConfigurationPropertyValueException(settingsPath + ".prefetch", settings.prefetch(),
					"The prefetch is less than the concurrency (" + settings.concurrency()
							+ "), so that some slots would always be idle. Raise the prefetch or lower the concurrency.");
		}
		if (settings.maxInFlightTime().compareTo(this.consumerTimeout) >= 0) {
			throw new InvalidConfigurationPropertyValueException(settingsPath + ".limit", settings.limit(),
					"A request could be in flight for " + settings.maxInFlightTime()
							+ ", which is (prefetch / concurrency + 1) x limit. The broker takes back messages that are not"
							+ " acked within " + this.consumerTimeout + ", so that requests of '" + operation
							+ "' could be processed twice. Lower the limit or the prefetch, raise the concurrency,"
							+ " or raise both consumer_timeout in the broker and " + PREFIX + ".consumer-timeout.");
		}
		return settings;
	}

	/**
	 * Describes the fix for a broker with a shorter consumer timeout than expected.
	 */
	String ackTimeoutFix() {
		return "System B expects " + this.consumerTimeout + ": raise consumer_timeout in the broker's rabbitmq.conf to "
				+ this.consumerTimeout.toMillis() + ", or lower " + PREFIX
				+ ".consumer-timeout to the broker's value; at its next start System B reports each limit or prefetch that is too high.";
	}

	/**
	 * Rejects settings of unknown operations, because a misspelt name would leave its
	 * operation with the default settings.
	 */
	void requireKnownOperations(OperationRegistry allOperations) {
		this.operations.forEach((operation, settings) -> {
			if (allOperations.find(operation).isEmpty()) {
				throw new InvalidConfigurationPropertyValueException(PREFIX + ".operations[" + operation + "]",
						settings,
						"No operation has this name. Write the name as in the operation registry, in quotes and brackets.");
			}
		});
	}

}
