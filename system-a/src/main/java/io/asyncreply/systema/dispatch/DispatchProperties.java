package io.asyncreply.systema.dispatch;

import java.time.Duration;
import java.util.Map;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of dispatch.
 *
 * @param buffer most accepted requests that wait in memory to be published; further ones
 * wait in the outbox
 * @param bufferSize most bytes of their payloads together
 * @param maxQueueBackoff longest backoff from a queue that rejects messages, because it
 * is full or missing; up to 50 % is added at random
 * @param batching whether requests of one queue may share a message
 * @param operations settings of single operations, by name
 */
@Validated
@ConfigurationProperties("asyncreply.dispatch")
record DispatchProperties(@DefaultValue("4096") @Min(1) @Max(1_000_000) int buffer,
		@DefaultValue("32MB") DataSize bufferSize,
		@DefaultValue("2s") @DurationMin(millis = 100) Duration maxQueueBackoff, @DefaultValue("true") boolean batching,
		@DefaultValue Map<String, OperationDispatch> operations) {

	/**
	 * Returns whether requests of an operation may share a message.
	 * @param operation name of the operation
	 * @return the setting of the operation, or else the general one
	 */
	boolean isBatchingEnabled(String operation) {
		OperationDispatch operationDispatch = this.operations.get(operation);
		return (operationDispatch != null) ? operationDispatch.batching() : this.batching;
	}

	/**
	 * Settings of one operation.
	 *
	 * @param batching whether its requests may share a message
	 */
	record OperationDispatch(@DefaultValue("true") boolean batching) {

	}

}
