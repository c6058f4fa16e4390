package io.asyncreply.messages;

import java.net.URI;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Error of a failed request as an RFC 9457 problem.
 *
 * @param type problem type, see {@link #of}
 * @param title summary of the problem type, the same for each occurrence
 * @param detail explanation of this occurrence, cut to {@value #MAX_DETAIL_LENGTH}
 * characters
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(URI type, String title, @Nullable String detail) {

	/** Most characters of a detail. A longer detail is cut. */
	public static final int MAX_DETAIL_LENGTH = 1_000;

	private static final String TYPE_PREFIX = "urn:asyncreply:problem:";

	public Problem {
		if (detail != null && detail.length() > MAX_DETAIL_LENGTH) {
			detail = detail.substring(0, MAX_DETAIL_LENGTH - 1) + "…";
		}
	}

	/**
	 * Creates a problem of a documented type.
	 * @param kind words in lower case, joined by hyphens
	 * @param title summary of the problem type
	 * @param detail explanation of this occurrence
	 * @return problem with the type {@code urn:asyncreply:problem:<kind>}
	 */
	public static Problem of(String kind, String title, @Nullable String detail) {
		return new Problem(type(kind), title, detail);
	}

	/**
	 * Returns the URI of a problem type.
	 * @param kind words in lower case, joined by hyphens
	 * @return {@code urn:asyncreply:problem:<kind>}
	 */
	public static URI type(String kind) {
		return URI.create(TYPE_PREFIX + kind);
	}

}
