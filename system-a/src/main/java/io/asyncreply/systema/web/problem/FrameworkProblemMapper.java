package io.asyncreply.systema.web.problem;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.apache.tomcat.util.http.InvalidParameterException;
import org.springframework.http.HttpHeaders;
import org.springframework.util.MimeTypeUtils;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.NoHandlerFoundException;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/**
 * Maps the exceptions of Spring MVC and Tomcat to problems.
 */
final class FrameworkProblemMapper {

	/** Name of the path variable for the id of a batch; every other id is a request's. */
	private static final String BATCH_ID = "batchId";

	private FrameworkProblemMapper() {
	}

	/**
	 * Maps an exception.
	 * @param failure the exception
	 * @return the problem; empty if the exception is an internal error
	 */
	static Optional<ProblemException> toProblem(Throwable failure) {
		if (failure instanceof HttpRequestMethodNotSupportedException unsupported) {
			return Optional.of(methodNotAllowed(unsupported));
		}
		if (failure instanceof NoResourceFoundException || failure instanceof NoHandlerFoundException) {
			return Optional.of(ProblemException.of(ProblemType.UNKNOWN_PATH, "No resource exists at this path."));
		}
		if (failure instanceof HttpMediaTypeNotAcceptableException unacceptable) {
			return Optional.of(ProblemException.of(ProblemType.NOT_ACCEPTABLE, "This resource is only available as "
					+ MimeTypeUtils.toString(unacceptable.getSupportedMediaTypes()) + "."));
		}
		if (failure instanceof MethodArgumentTypeMismatchException mismatch) {
			return Optional.of(invalidArgument(mismatch));
		}
		if (failure instanceof HandlerMethodValidationException invalid) {
			return Optional.of(ProblemException.invalid(violations(invalid)));
		}
		if (failure instanceof InvalidParameterException) {
			return Optional.of(ProblemException.of(ProblemType.MALFORMED_CALL, "The query is not correctly encoded."));
		}
		return Optional.empty();
	}

	private static ProblemException methodNotAllowed(HttpRequestMethodNotSupportedException unsupported) {
		String[] allowed = unsupported.getSupportedMethods();
		return ProblemException.of(ProblemType.METHOD_NOT_ALLOWED, "This resource does not support the method.",
				(allowed != null) ? Map.of(HttpHeaders.ALLOW, String.join(", ", allowed)) : Map.of());
	}

	/** An id that cannot be read names no resource. */
	private static ProblemException invalidArgument(MethodArgumentTypeMismatchException mismatch) {
		if (mismatch.getParameter().hasParameterAnnotation(PathVariable.class)) {
			return mismatch.getName().equals(BATCH_ID) ? ProblemException.unknownBatch()
					: ProblemException.unknownRequest();
		}
		Class<?> type = mismatch.getRequiredType();
		Object[] constants = (type != null) ? type.getEnumConstants() : null;
		return ProblemException.invalid(mismatch.getName(),
				(constants != null) ? "must be one of " + List.of(constants) : "is not a valid value");
	}

	private static List<Violation> violations(HandlerMethodValidationException invalid) {
		return invalid.getParameterValidationResults()
			.stream()
			.flatMap((result) -> result.getResolvableErrors()
				.stream()
				.map((error) -> new Violation(String.valueOf(result.getMethodParameter().getParameterName()),
						String.valueOf(error.getDefaultMessage()))))
			.sorted(Comparator.comparing(Violation::field))
			.toList();
	}

}
