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

	private final ProblemType problemType;

	private final transient ProblemExtensions extensions;

	private final transient Map<String, String> headers;

	private ProblemException(ProblemType problemType, String detail, ProblemExtensions extensions,
			Map<String, String> headers) {
		super(detail, null, false, false);
		this.problemType = problemType;
		this.extensions = extensions;
		this.headers = headers;
	}

	public static ProblemException of(ProblemType problemType, String detail) {
		return of(problemType, detail, Map.of());
	}

	public static ProblemException of(ProblemType problemType, String detail, Map<String, String> headers) {
		return new ProblemException(problemType, detail, ProblemExtensions.NONE, headers);
	}

	public static ProblemException ofState(ProblemType problemType, RequestState state, String detail) {
		return new ProblemException(problemType, detail, ProblemExtensions.of(state), Map.of());
	}

	public static ProblemException retryAfter(ProblemType problemType, String detail, int seconds) {
		return retryAfter(problemType, detail, ProblemExtensions.NONE, seconds);
	}

	static ProblemException retryAfter(ProblemType problemType, String detail, ProblemExtensions extensions,
			int seconds) {
		return new ProblemException(problemType, detail, extensions,
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
	public ProblemException withStoredPortion(ProblemExtensions.StoredPortion storedPortion) {
		Map<String, String> extendedHeaders = new LinkedHashMap<>(this.headers);
		extendedHeaders.put(HttpHeaders.LOCATION, BatchController.PATH + "/" + storedPortion.id());
		return new ProblemException(this.problemType,
				"The upload ended after line " + storedPortion.storedThrough()
						+ "; what was stored until then stays. With an Idempotency-Key it can be repeated. The reason: "
						+ this.problemType.title() + ".",
				this.extensions.withBatch(storedPortion), extendedHeaders);
	}

	public ProblemType problemType() {
		return this.problemType;
	}

	public String detail() {
		return String.valueOf(getMessage());
	}

	public ProblemExtensions extensions() {
		return this.extensions;
	}

	Map<String, String> headers() {
		return this.headers;
	}

}
