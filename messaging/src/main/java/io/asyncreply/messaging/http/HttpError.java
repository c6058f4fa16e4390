package io.asyncreply.messaging.http;

import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

import io.asyncreply.messages.Problem;

/**
 * Errors of calls that the web server, the framework or {@link CallCheckFilter} answers,
 * in both systems.
 */
public enum HttpError {

	MALFORMED_CALL(400, "Malformed HTTP"),

	FOREIGN_ORIGIN(403, "Foreign origin"),

	UNKNOWN_PATH(404, "Unknown path"),

	METHOD_NOT_ALLOWED(405, "Method not allowed"),

	NOT_ACCEPTABLE(406, "Not acceptable"),

	BODY_TOO_SLOW(408, "Body too slow"),

	BODY_TOO_LARGE(413, "Body too large"),

	UNSUPPORTED_MEDIA_TYPE(415, "Unsupported media type"),

	UNKNOWN_HOST(421, "Unknown host"),

	HEADERS_TOO_LARGE(431, "Headers too large"),

	INTERNAL_ERROR(500, "Internal error");

	private final int status;

	private final String title;

	HttpError(int status, String title) {
		this.status = status;
		this.title = title;
	}

	public int status() {
		return this.status;
	}

	public String title() {
		return this.title;
	}

	/**
	 * Returns the problem type.
	 * @return {@code urn:asyncreply:problem:} and the name in lower case with hyphens
	 */
	public URI type() {
		return Problem.type(name().toLowerCase(Locale.ROOT).replace('_', '-'));
	}

	/**
	 * Finds the error of a status.
	 * @param status the status
	 * @return the error, if there is one with this status
	 */
	public static Optional<HttpError> ofStatus(int status) {
		return Arrays.stream(values()).filter((error) -> error.status == status).findFirst();
	}

}
