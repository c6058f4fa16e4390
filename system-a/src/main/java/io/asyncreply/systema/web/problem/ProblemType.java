package io.asyncreply.systema.web.problem;

import java.net.URI;
import java.util.Locale;

import io.asyncreply.messages.Problem;
import io.asyncreply.messaging.http.HttpError;

/**
 * Types of the problems of the API, documented in {@code docs/reference/problems.md}.
 */
public enum ProblemType {

	MALFORMED_JSON(400, "Malformed JSON"),

	INVALID_REQUEST(400, "Invalid request"),

	MALFORMED_CALL(HttpError.MALFORMED_CALL),

	EMPTY_BATCH(400, "Empty batch"),

	FOREIGN_ORIGIN(HttpError.FOREIGN_ORIGIN),

	UNKNOWN_REQUEST(404, "Unknown request"),

	UNKNOWN_BATCH(404, "Unknown batch"),

	UNKNOWN_OPERATION(404, "Unknown operation"),

	UNKNOWN_PATH(HttpError.UNKNOWN_PATH),

	METHOD_NOT_ALLOWED(HttpError.METHOD_NOT_ALLOWED),

	NOT_ACCEPTABLE(HttpError.NOT_ACCEPTABLE),

	BODY_TOO_SLOW(HttpError.BODY_TOO_SLOW),

	ALREADY_ENDED(409, "Already ended"),

	NOT_RETRYABLE(409, "Not retryable"),

	STILL_OPEN(409, "Still open"),

	UPLOAD_SUPERSEDED(409, "Upload superseded"),

	PURGED(410, "Purged"),

	BODY_TOO_LARGE(HttpError.BODY_TOO_LARGE),

	LINE_TOO_LONG(413, "Line too long"),

	TOO_MANY_LINES(413, "Too many lines"),

	UNSUPPORTED_MEDIA_TYPE(HttpError.UNSUPPORTED_MEDIA_TYPE),

	UNKNOWN_HOST(HttpError.UNKNOWN_HOST),

	IDEMPOTENCY_KEY_REUSED(422, "Idempotency key reused"),

	TOO_MANY_OPEN(429, "Too many open requests"),

	HEADERS_TOO_LARGE(HttpError.HEADERS_TOO_LARGE),

	INTERNAL_ERROR(HttpError.INTERNAL_ERROR),

	LEDGER_UNAVAILABLE(503, "Ledger unavailable"),

	BACKLOG_FULL(503, "Backlog full"),

	DEADLINE_UNREACHABLE(503, "Deadline unreachable"),

	TOO_MANY_BODIES(503, "Too many unfinished bodies"),

	TOO_MANY_STREAMS(503, "Too many streams"),

	TOO_MANY_TRANSFERS(503, "Too many transfers"),

	TOO_MANY_UNSENT(503, "Too many unsent bytes");

	private final int status;

	private final String title;

	ProblemType(HttpError error) {
		this(error.status(), error.title());
	}

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

}
