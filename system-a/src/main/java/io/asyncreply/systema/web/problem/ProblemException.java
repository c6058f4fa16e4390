package io.asyncreply.systema.web.problem;

import java.util.List;
import java.util.Map;

import io.asyncreply.systema.estimation.CompletionEstimate;
import io.asyncreply.systema.ledger.model.RequestState;
import io.asyncreply.systema.web.response.ApiPaths;
import io.asyncreply.systema.web.response.EtaResponse;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/**
 * Rejects a call with an RFC 9457 problem. Has no stack trace, because the caller caused
 * the failure.
 */
public final class ProblemException extends ErrorResponseException {

	private static final long serialVersionUID = 1L;

	private final ProblemType problemType;

	private final transient List<Violation> errors;

	private ProblemException(ProblemType problemType, String detail, List<Violation> errors) {
		super(HttpStatusCode.valueOf(problemType.status()), problemDetail(problemType, detail), null);
		this.problemType = problemType;
		this.errors = errors;
		if (!errors.isEmpty()) {
			getBody().setProperty("errors", errors);
		}
	}

	/**
	 * Creates a problem.
	 * @param problemType the type, which decides the status and the title
	 * @param detail what happened in this call
	 * @return the problem
	 */
	public static ProblemException of(ProblemType problemType, String detail) {
		return new ProblemException(problemType, detail, List.of());
	}

	/**
	 * Creates a problem with response headers.
	 * @param problemType the type, which decides the status and the title
	 * @param detail what happened in this call
	 * @param headers the headers by name
	 * @return the problem
	 */
	public static ProblemException of(ProblemType problemType, String detail, Map<String, String> headers) {
		ProblemException problem = of(problemType, detail);
		headers.forEach(problem.getHeaders()::set);
		return problem;
	}

	/**
	 * Creates a problem with a {@code Retry-After} header.
	 * @param problemType the type, which decides the status and the title
	 * @param detail what happened in this call
	 * @param seconds value of the header
	 * @return the problem
	 */
	public static ProblemException retryAfter(ProblemType problemType, String detail, int seconds) {
		return of(problemType, detail, Map.of(HttpHeaders.RETRY_AFTER, Integer.toString(seconds)));
	}

	/**
	 * Rejects invalid input.
	 * @param errors the errors; at most {@value Violation#MAX_REPORTED} are reported
	 * @return the problem
	 */
	public static ProblemException invalid(List<Violation> errors) {
		return new ProblemException(ProblemType.INVALID_REQUEST, "The request is not valid: see errors.",
				errors.stream().limit(Violation.MAX_REPORTED).toList());
	}

	public static ProblemException invalid(String field, String message) {
		return invalid(List.of(new Violation(field, message)));
	}

	public static ProblemException unknownRequest() {
		return of(ProblemType.UNKNOWN_REQUEST, "There is no request with this id.");
	}

	public static ProblemException unknownBatch() {
		return of(ProblemType.UNKNOWN_BATCH, "There is no batch with this id.");
	}

	/**
	 * Adds the state of the request, which does not allow the call.
	 * @param state the state
	 * @return this problem
	 */
	public ProblemException withState(RequestState state) {
		getBody().setProperty("state", state);
		return this;
	}

	/** Adds the id of the log line about an unexpected error. */
	ProblemException withErrorId(String errorId) {
		getBody().setProperty("errorId", errorId);
		return this;
	}

	/**
	 * Adds the estimate that made System A reject the request.
	 * @param estimate the estimate
	 * @return this problem
	 */
	ProblemException withEstimate(CompletionEstimate estimate) {
		getBody().setProperty("eta", EtaResponse.of(estimate));
		return this;
	}

	/**
	 * Creates the same problem for an upload that is partly stored.
	 * @param storedPortion the stored part of the upload
	 * @return a problem of the same type
	 */
	public ProblemException withStoredPortion(StoredPortion storedPortion) {
		ProblemException problem = new ProblemException(this.problemType, "The upload ended after line "
				+ storedPortion.storedThrough()
				+ ". The lines up to there are stored. If the upload has an Idempotency-Key, you can repeat it. Reason: "
				+ this.problemType.title() + ".", this.errors);
		problem.getHeaders().putAll(getHeaders());
		problem.getHeaders().set(HttpHeaders.LOCATION, ApiPaths.BATCHES + "/" + storedPortion.id());
		if (getBody().getProperties() != null) {
			getBody().getProperties().forEach(problem.getBody()::setProperty);
		}
		problem.getBody().setProperty("batch", storedPortion);
		return problem;
	}

	public ProblemType problemType() {
		return this.problemType;
	}

	public String detail() {
		return String.valueOf(getBody().getDetail());
	}

	public List<Violation> errors() {
		return this.errors;
	}

	@Override
	public Throwable fillInStackTrace() {
		return this;
	}

	private static ProblemDetail problemDetail(ProblemType problemType, String detail) {
		ProblemDetail problem = ProblemDetail.forStatus(problemType.status());
		problem.setType(problemType.type());
		problem.setTitle(problemType.title());
		problem.setDetail(detail);
		return problem;
	}

	/**
	 * Stored part of an upload that ended early.
	 *
	 * @param id id of the batch
	 * @param storedThrough number of the last line that is stored or rejected
	 */
	public record StoredPortion(String id, long storedThrough) {

	}

}
