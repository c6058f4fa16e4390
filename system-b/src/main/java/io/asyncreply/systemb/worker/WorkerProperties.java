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
 * Settings of the endpoints.
 *
 * @param consumerTimeout what the broker's {@code consumer_timeout} is set to: after this
 * it takes back what is not acknowledged
 * @param operations settings by the operation's name
 * @param others settings of the operations that are not named
 */
@Validated
@ConfigurationProperties(WorkerProperties.PREFIX)
record WorkerProperties(@DefaultValue("30m") @DurationMin(seconds = 1) Duration consumerTimeout,
		@DefaultValue Map<String, @Valid OperationSettings> operations, @DefaultValue @Valid OperationSettings others) {

	static final String PREFIX = "asyncreply.worker";

	/**
	 * Gives the settings of an operation, once it is certain that its work ends before
	 * the broker hands it to somebody else.
	 */
	OperationSettings settingsFor(String operation) {
		OperationSettings settings = this.operations.getOrDefault(operation, this.others);
		String settingsPath = PREFIX
				+ (this.operations.containsKey(operation) ? ".operations[" + operation + "]" : ".others");
		if (settings.prefetch() < settings.concurrency()) {
			throw new InvalidConfigurationPropertyValueException(settingsPath + ".prefetch", settings.prefetch(),
					"Fewer requests would be in hand than there are slots (" + settings.concurrency()
							+ "), so that some would always be idle. Raise the prefetch or lower the slots.");
		}
		if (settings.maxInFlightTime().compareTo(this.consumerTimeout) >= 0) {
			throw new InvalidConfigurationPropertyValueException(settingsPath + ".limit", settings.limit(),
					"A request could be in hand for " + settings.maxInFlightTime()
							+ ", (prefetch / slots + 1) x limit, but the broker takes back what is not acknowledged within "
							+ this.consumerTimeout + ", and a request of '" + operation
							+ "' that is still in the works would be processed twice. Lower the limit or the prefetch, add slots,"
							+ " or raise consumer_timeout in the broker and " + PREFIX + ".consumer-timeout alike.");
		}
		return settings;
	}

	/**
	 * Says what to do when the broker takes work back earlier than these settings expect.
	 */
	String ackTimeoutFix() {
		return "System B counts on " + this.consumerTimeout
				+ ": raise consumer_timeout in the broker's rabbitmq.conf to " + this.consumerTimeout.toMillis()
				+ ", or lower " + PREFIX
				+ ".consumer-timeout to what the broker has, and System B says at its start which limit or prefetch is too high.";
	}

	/**
	 * A misspelt name would leave an operation with other settings than its owner thinks.
	 */
	void requireKnownOperations(OperationRegistry allOperations) {
		this.operations.forEach((operation, settings) -> {
			if (allOperations.find(operation).isEmpty()) {
				throw new InvalidConfigurationPropertyValueException(PREFIX + ".operations[" + operation + "]",
						settings,
						"There is no operation of that name. Write it as in the catalogue, in quotes and brackets.");
			}
		});
	}

}
