package io.asyncreply.systema.request;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.asyncreply.systema.ledger.State;
import org.springframework.http.HttpHeaders;

/**
 * Says that a call is refused, and what its caller is told.
 */
final class Refusal extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final ProblemKind kind;

	private final transient Particulars particulars;

	private final transient Map<String, String> headers;

	private Refusal(ProblemKind kind, String detail, Particulars particulars, Map<String, String> headers) {
		super(detail, null, false, false);
		this.kind = kind;
		this.particulars = particulars;
		this.headers = headers;
	}

	static Refusal of(ProblemKind kind, String detail) {
		return of(kind, detail, Map.of());
	}

	static Refusal of(ProblemKind kind, String detail, Map<String, String> headers) {
		return new Refusal(kind, detail, Particulars.NONE, headers);
	}

	static Refusal because(ProblemKind kind, State state, String detail) {
		return new Refusal(kind, detail, Particulars.of(state), Map.of());
	}

	static Refusal retryAfter(ProblemKind kind, String detail, int seconds) {
		return retryAfter(kind, detail, Particulars.NONE, seconds);
	}

	static Refusal retryAfter(ProblemKind kind, String detail, Particulars particulars, int seconds) {
		return new Refusal(kind, detail, particulars, Map.of(HttpHeaders.RETRY_AFTER, Integer.toString(seconds)));
	}

	static Refusal invalid(List<FieldError> errors) {
		return new Refusal(ProblemKind.INVALID_REQUEST, "The request is not valid: see errors.", Particulars.of(errors),
				Map.of());
	}

	static Refusal invalid(String field, String message) {
		return invalid(List.of(new FieldError(field, message)));
	}

	/** The same refusal of an upload of which something is stored. */
	Refusal of(Particulars.Portion portion) {
		Map<String, String> more = new LinkedHashMap<>(this.headers);
		more.put(HttpHeaders.LOCATION, BatchController.PATH + "/" + portion.id());
		return new Refusal(this.kind,
				"The upload ended after line " + portion.storedThrough()
						+ "; what was stored until then stays. With an Idempotency-Key it can be repeated. The reason: "
						+ this.kind.title() + ".",
				this.particulars.with(portion), more);
	}

	ProblemKind kind() {
		return this.kind;
	}

	String detail() {
		return String.valueOf(getMessage());
	}

	Particulars particulars() {
		return this.particulars;
	}

	Map<String, String> headers() {
		return this.headers;
	}

}
