package io.asyncreply.systema.web.submission;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

import io.asyncreply.messages.RawJson;
import io.asyncreply.messages.operation.Operation;
import io.asyncreply.messaging.json.MalformedJsonException;
import io.asyncreply.messaging.json.StrictJson;
import io.asyncreply.systema.web.problem.Violation;
import io.asyncreply.systema.web.response.TextSanitizer;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validator;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/**
 * Validates payloads against the record of their operation and its constraints.
 */
public final class PayloadValidator {

	private static final String ROOT = "payload";

	private final Validator validator;

	public PayloadValidator(Validator validator) {
		this.validator = validator;
	}

	/**
	 * Validates a payload.
	 * @param operation the operation
	 * @param payload strictly valid JSON
	 * @return the errors; empty if the payload is valid
	 */
	List<Violation> validate(Operation<?, ?> operation, RawJson payload) {
		try {
			return violations(StrictJson.bind(payload, operation.payloadType()));
		}
		catch (MalformedJsonException ex) {
			return List.of((ex.getCause() instanceof JacksonException cause) ? toViolation(cause)
					: new Violation(ROOT, "must be an object"));
		}
	}

	private List<Violation> violations(Object payload) {
		return this.validator.validate(payload)
			.stream()
			.map((violation) -> new Violation(field(violation), violation.getMessage()))
			.sorted(Comparator.comparing(Violation::field).thenComparing(Violation::message))
			.toList();
	}

	private static String field(ConstraintViolation<?> violation) {
		String path = violation.getPropertyPath().toString();
		return TextSanitizer.sanitize(path.isEmpty() ? ROOT : ROOT + "." + path);
	}

	/**
	 * Describes the error in JSON terms, because the parser's message names Java types.
	 */
	private static Violation toViolation(JacksonException ex) {
		String field = TextSanitizer.sanitize(ex.getPath()
			.stream()
			.map((step) -> (step.getPropertyName() != null) ? "." + step.getPropertyName()
					: "[" + step.getIndex() + "]")
			.collect(Collectors.joining("", ROOT, "")));
		if (ex instanceof UnrecognizedPropertyException) {
			return new Violation(field, "is unknown");
		}
		if (ex instanceof InputCoercionException) {
			return new Violation(field, "is out of range");
		}
		return new Violation(field, (ex instanceof MismatchedInputException mismatch)
				? "must be " + describe(mismatch.getTargetType()) : "is not valid");
	}

	private static String describe(Class<?> type) {
		if (CharSequence.class.isAssignableFrom(type)) {
			return "a string";
		}
		if (type == boolean.class || type == Boolean.class) {
			return "true or false";
		}
		if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
			return "a number";
		}
		if (type.isArray() || Iterable.class.isAssignableFrom(type)) {
			return "an array";
		}
		return type.isRecord() ? "an object" : "another value";
	}

}
