package io.asyncreply.systema.web.submission;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.asyncreply.messages.RawJson;
import io.asyncreply.messages.operation.Operation;
import io.asyncreply.messaging.json.MalformedJsonException;
import io.asyncreply.messaging.json.StrictJson;
import io.asyncreply.systema.web.problem.Violation;
import io.asyncreply.systema.web.response.TextSanitizer;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/**
 * Validates payloads against the record of their operation and its constraints.
 */
public final class PayloadValidator {

	private static final Logger logger = LoggerFactory.getLogger(PayloadValidator.class);

	private static final String ROOT = "payload";

	private final Validator validator;

	private final Set<String> reported = ConcurrentHashMap.newKeySet();

	public PayloadValidator(Validator validator) {
		this.validator = validator;
	}

	/**
	 * Validates a payload. Never throws: what a type or a constraint throws is an error
	 * of the payload.
	 * @param operation the operation
	 * @param payload strictly valid JSON
	 * @return the errors; empty if the payload is valid
	 */
	List<Violation> validate(Operation<?, ?> operation, RawJson payload) {
		try {
			return violations(StrictJson.bind(payload, operation.payloadType()));
		}
		catch (MalformedJsonException ex) {
			if (!(ex.getCause() instanceof JacksonException)) {
				logOnce(operation, ex.getCause());
			}
			return List.of(new Violation(TextSanitizer.sanitize(ROOT + ex.path()), String.valueOf(ex.getMessage())));
		}
		catch (RuntimeException | StackOverflowError | AssertionError | LinkageError ex) {
			logOnce(operation, ex);
			return List.of(new Violation(ROOT, "cannot be validated"));
		}
	}

	private List<Violation> violations(Object payload) {
		return this.validator.validate(payload)
			.stream()
			.map((violation) -> new Violation(field(violation), violation.getMessage()))
			.sorted(Comparator.comparing(Violation::field).thenComparing(Violation::message))
			.toList();
	}

	/** A caller can repeat the payload as often as it likes. */
	private void logOnce(Operation<?, ?> operation, @Nullable Throwable failure) {
		if (failure != null && this.reported.add(operation.name())) {
			logger.warn("Code of the payload of operation '{}' failed; further failures are not logged",
					operation.name(), failure);
		}
	}

	private static String field(ConstraintViolation<?> violation) {
		String path = violation.getPropertyPath().toString();
		return TextSanitizer.sanitize(path.isEmpty() ? ROOT : ROOT + "." + path);
	}

}
