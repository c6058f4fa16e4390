package io.asyncreply.systema.reply;

import io.asyncreply.messages.RawJson;
import io.asyncreply.messages.operation.OperationRegistry;
import io.asyncreply.messaging.json.MalformedJsonException;
import io.asyncreply.messaging.json.StrictJson;
import org.jspecify.annotations.Nullable;

/**
 * Checks that a result fits the result record of its operation.
 *
 * @param operationRegistry the known operations
 */
record ResultValidator(OperationRegistry operationRegistry) {

	/**
	 * Checks a result.
	 * @param operation name of the operation, null if it is unknown
	 * @param result the result
	 * @return why the result does not fit; null if it fits, or if there is no such
	 * operation any more
	 */
	@Nullable String findViolation(@Nullable String operation, RawJson result) {
		if (operation == null) {
			return null;
		}
		try {
			this.operationRegistry.find(operation)
				.ifPresent((known) -> StrictJson.bindComplete(result, known.resultType()));
			return null;
		}
		catch (MalformedJsonException ex) {
			return String.valueOf(ex.getMessage());
		}
	}

}
