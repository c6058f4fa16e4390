package io.asyncreply.systema.request;

import java.util.List;
import java.util.Map;

import io.asyncreply.systema.ledger.State;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * Says that a call is refused, and what its caller is told.
 */
final class Refusal extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final ProblemKind kind;

	private final transient List<FieldError> errors;

	private final transient Map<String, String> headers;

	private final @Nullable State state;

	private Refusal(ProblemKind kind, String detail, List<FieldError> errors, Map<String, String> headers,
			@Nullable State state) {
		super(detail, null, false, false);
		this.kind = kind;
		this.errors = errors;
		this.headers = headers;
		this.state = state;
	}

	static Refusal of(ProblemKind kind, String detail) {
		return new Refusal(kind, detail, List.of(), Map.of(), null);
	}

	static Refusal of(ProblemKind kind, String detail, Map<String, String> headers) {
		return new Refusal(kind, detail, List.of(), headers, null);
	}

	static Refusal because(ProblemKind kind, State state, String detail) {
		return new Refusal(kind, detail, List.of(), Map.of(), state);
	}

	static Refusal retryAfter(ProblemKind kind, String detail, int seconds) {
		return of(kind, detail, Map.of(HttpHeaders.RETRY_AFTER, Integer.toString(seconds)));
	}

	static Refusal invalid(List<FieldError> errors) {
		return new Refusal(ProblemKind.INVALID_REQUEST, "The request is not valid: see errors.",
				errors.stream().limit(FieldError.MOST).toList(), Map.of(), null);
	}

	static Refusal invalid(String field, String message) {
		return invalid(List.of(new FieldError(field, message)));
	}

	ProblemKind kind() {
		return this.kind;
	}

	String detail() {
		return String.valueOf(getMessage());
	}

	List<FieldError> errors() {
		return this.errors;
	}

	Map<String, String> headers() {
		return this.headers;
	}

	/** The state of the request that does not allow what was asked for. */
	@Nullable State state() {
		return this.state;
	}

}
