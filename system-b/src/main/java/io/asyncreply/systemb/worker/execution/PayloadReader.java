package io.asyncreply.systemb.worker.execution;

import java.util.Set;
import java.util.stream.Collectors;

import io.asyncreply.messages.Problem;
import io.asyncreply.messages.RawJson;
import io.asyncreply.messaging.json.MalformedJsonException;
import io.asyncreply.messaging.json.StrictJson;
import io.asyncreply.systemb.operation.WorkFailedException;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validator;

/**
 * Binds and validates payloads. System A has validated them too, but System B does not
 * trust messages of the broker.
 *
 * @param <P> the payload type
 * @param type the payload type
 * @param validator checks the constraints of the type
 */
record PayloadReader<P>(Class<P> type, Validator validator) {

	P read(RawJson json) throws WorkFailedException {
		P payload = bind(json);
		Set<ConstraintViolation<P>> violations = validate(payload);
		if (!violations.isEmpty()) {
			throw invalid(violations.stream()
				.map((violation) -> violation.getPropertyPath() + ": " + violation.getMessage())
				.sorted()
				.collect(Collectors.joining("; ")));
		}
		return payload;
	}

	private P bind(RawJson json) throws WorkFailedException {
		try {
			return StrictJson.bind(json, this.type);
		}
		catch (MalformedJsonException ex) {
			throw invalid("payload" + ex.path() + " " + ex.getMessage());
		}
	}

	/** What a constraint throws it throws in each attempt. */
	private Set<ConstraintViolation<P>> validate(P payload) throws WorkFailedException {
		try {
			return this.validator.validate(payload);
		}
		catch (RuntimeException | StackOverflowError | AssertionError | LinkageError ex) {
			throw invalid("payload cannot be validated");
		}
	}

	private static WorkFailedException invalid(String detail) {
		return WorkFailedException.permanent(Problem.of("invalid-payload", "The payload does not match the operation",
				"The payload is not valid: " + detail + "."));
	}

}
