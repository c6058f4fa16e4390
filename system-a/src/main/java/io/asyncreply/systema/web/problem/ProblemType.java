package io.asyncreply.systema.web.problem;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

import io.asyncreply.messages.Problem;

/**
 * Types of the problems of the API, documented in {@code docs/reference/problems.md}.
 */
public enum ProblemType {

	MALFORMED_JSON(400, "Malformed JSON"),

	INVALID_REQUEST(400, "Invalid request"),

	MALFORMED_CALL(400, "Malformed HTTP"),

	EMPTY_BATCH(400, "Empty batch"),

	UNKNOWN_REQUEST(404, "Unknown request"),

	UNKNOWN_BATCH(404, "Unknown batch"),

	UNKNOWN_OPERATION(404, "Unknown operation"),

	UNKNOWN_PATH(404, "Unknown path"),

	METHOD_NOT_ALLOWED(405, "Method not allowed"),

	NOT_ACCEPTABLE(406, "Not acceptable"),

	BODY_TOO_SLOW(408, "Body too slow"),

	ALREADY_ENDED(409, "Already ended"),

	NOT_RETRYABLE(409, "Not retryable"),

	STILL_OPEN(409, "Still open"),

	UPLOAD_SUPERSEDED(409, "Upload superseded"),

	PURGED(410, "Purged"),

	BODY_TOO_LARGE(413, "Body too large"),

	LINE_TOO_LONG(413, "Line too long"),

	TOO_MANY_LINES(413, "Too many lines"),

	UNSUPPORTED_MEDIA_TYPE(415, "Unsupported media type"),

	IDEMPOTENCY_KEY_REUSED(422, "Idempotency key reused"),

	TOO_MANY_OPEN(429, "Too many open requests"),

	INTERNAL_ERROR(500, "Internal error"),

	LEDGER_UNAVAILABLE(503, "Ledger unavailable"),

	BACKLOG_FULL(503, "Backlog full"),

	DEADLINE_UNREACHABLE(503, "Deadline unreachable"),

	TOO_MANY_BODIES(503, "Too many unfinished bodies"),

	TOO_MANY_STREAMS(503, "Too many streams"),

	TOO_MANY_TRANSFERS(503, "Too many transfers"),

	TOO_MANY_UNSENT(503, "Too many unsent bytes");

	private final int status;

	private final String title;

	ProblemType(int status, String title) {
		this.status = status;
		this.title = title;
	}

	public int status() {
		return this.status;
	}

	public String title() {
		return this.title;
	}

	public URI type() {
		return Problem.type(label());
	}

	String label() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	/**
	 * Finds the type for an error from its status alone.
	 * @param status the status
	 * @return the generic type of this status, if there is one
	 */
	static Optional<ProblemType> ofStatus(int status) {
		return Stream
			.of(MALFORMED_CALL, UNKNOWN_PATH, METHOD_NOT_ALLOWED, NOT_ACCEPTABLE, BODY_TOO_SLOW, BODY_TOO_LARGE,
					UNSUPPORTED_MEDIA_TYPE, INTERNAL_ERROR)
			.filter((problemType) -> problemType.status == status)
			.findFirst();
	}

}
