package io.asyncreply.messages;

import java.net.URI;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Error of a failed request as an RFC 9457 problem.
 *
 * @param type problem type, see {@link #of}
 * @param title summary of the problem type, the same for each occurrence, cut to
 * {@value #MAX_TITLE_LENGTH} characters
 * @param detail explanation of this occurrence, cut to {@value #MAX_DETAIL_LENGTH}
 * characters
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(URI type, String title, @Nullable String detail) {

	/** Most characters of a title. A longer title is cut. */
	public static final int MAX_TITLE_LENGTH = 200;

	/** Most characters of a detail. A longer detail is cut. */
	public static final int MAX_DETAIL_LENGTH = 1_000;

	private static final String TYPE_PREFIX = "urn:asyncreply:problem:";

	public Problem {
		title = cut(title, MAX_TITLE_LENGTH);
		detail = (detail != null) ? cut(detail, MAX_DETAIL_LENGTH) : null;
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

	/** Cuts a text between two characters, never within a surrogate pair. */
	private static String cut(String text, int maxLength) {
		if (text.length() <= maxLength) {
			return text;
		}
		int end = Character.isHighSurrogate(text.charAt(maxLength - 2)) ? maxLength - 2 : maxLength - 1;
		return text.substring(0, end) + "…";
	}

}
