package io.asyncreply.systema.web.problem;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.asyncreply.systema.ledger.model.RequestState;
import io.asyncreply.systema.web.batch.BatchController;
import org.springframework.http.HttpHeaders;

/**
 * Says that a call is refused, and what its caller is told.
 */
public final class ProblemException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final ProblemType kind;

	private final transient ProblemExtensions particulars;

	private final transient Map<String, String> headers;

	private ProblemException(ProblemType kind, String detail, ProblemExtensions particulars,
			Map<String, String> headers) {
		super(detail, null, false, false);
		this.kind = kind;
		this.particulars = particulars;
		this.headers = headers;
	}

	public static ProblemException of(ProblemType kind, String detail) {
		return of(kind, detail, Map.of());
	}

	public static ProblemException of(ProblemType kind, String detail, Map<String, String> headers) {
		return new ProblemException(kind, detail, ProblemExtensions.NONE, headers);
	}

	public static ProblemException because(ProblemType kind, RequestState state, String detail) {
		return new ProblemException(kind, detail, ProblemExtensions.of(state), Map.of());
	}

	public static ProblemException retryAfter(ProblemType kind, String detail, int seconds) {
		return retryAfter(kind, detail, ProblemExtensions.NONE, seconds);
	}

	static ProblemException retryAfter(ProblemType kind, String detail, ProblemExtensions particulars, int seconds) {
		return new ProblemException(kind, detail, particulars,
				Map.of(HttpHeaders.RETRY_AFTER, Integer.toString(seconds)));
	}

	public static ProblemException invalid(List<Violation> errors) {
		return new ProblemException(ProblemType.INVALID_REQUEST, "The request is not valid: see errors.",
				ProblemExtensions.of(errors), Map.of());
	}

	public static ProblemException invalid(String field, String message) {
		return invalid(List.of(new Violation(field, message)));
	}

	/** The same refusal of an upload of which something is stored. */
	public ProblemException of(ProblemExtensions.StoredPortion portion) {
		Map<String, String> more = new LinkedHashMap<>(this.headers);
		more.put(HttpHeaders.LOCATION, BatchController.PATH + "/" + portion.id());
		return new ProblemException(this.kind,
				"The upload ended after line " + portion.storedThrough()
						+ "; what was stored until then stays. With an Idempotency-Key it can be repeated. The reason: "
						+ this.kind.title() + ".",
				this.particulars.with(portion), more);
	}

	public ProblemType kind() {
		return this.kind;
	}

	public String detail() {
		return String.valueOf(getMessage());
	}

	public ProblemExtensions particulars() {
		return this.particulars;
	}

	Map<String, String> headers() {
		return this.headers;
	}

}
