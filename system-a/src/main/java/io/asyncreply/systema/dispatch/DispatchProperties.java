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
 * Settings of the way from the ledger to the exchange.
 *
 * @param buffer most accepted requests that wait in memory to be published; more wait in
 * the ledger
 * @param bufferSize most bytes of payload that they may hold together
 * @param maxQueueBackoff so long at most a queue is left alone that takes nothing,
 * because it is full or not there; up to half as long again, by chance
 * @param batching whether requests that wait at the same instant may travel together
 * @param operations what differs for an operation, by its name
 */
@Validated
@ConfigurationProperties("asyncreply.dispatch")
record DispatchProperties(@DefaultValue("4096") @Min(1) @Max(1_000_000) int buffer,
		@DefaultValue("32MB") DataSize bufferSize,
		@DefaultValue("2s") @DurationMin(millis = 100) Duration maxQueueBackoff, @DefaultValue("true") boolean batching,
		@DefaultValue Map<String, OperationDispatch> operations) {

	/**
	 * Tells whether requests of an operation may travel together.
	 * @param operation its name
	 * @return what is set for it, or else for all
	 */
	boolean isBatchingEnabled(String operation) {
		OperationDispatch operationDispatch = this.operations.get(operation);
		return (operationDispatch != null) ? operationDispatch.batching() : this.batching;
	}

	/**
	 * What differs for one operation.
	 *
	 * @param batching whether its requests may travel together
	 */
	record OperationDispatch(@DefaultValue("true") boolean batching) {

	}

}
