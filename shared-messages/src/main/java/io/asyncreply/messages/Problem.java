package io.asyncreply.messages;

import java.net.URI;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Why a request failed, as RFC 9457 writes problems.
 *
 * @param type names the kind of problem, see {@link #of}
 * @param title the kind in a few words, the same for every occurrence
 * @param detail what happened this time, at most {@value #MAX_DETAIL_LENGTH} characters
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(URI type, String title, @Nullable String detail) {

	/** Most characters of a detail; what is longer is cut. */
	public static final int MAX_DETAIL_LENGTH = 1_000;

	private static final String TYPE_PREFIX = "urn:asyncreply:problem:";

	public Problem {
		if (detail != null && detail.length() > MAX_DETAIL_LENGTH) {
			detail = detail.substring(0, MAX_DETAIL_LENGTH - 1) + "…";
		}
	}

	/**
	 * Makes a problem of a documented kind.
	 * @param kind lower-case words joined by hyphens
	 * @param title the kind in a few words
	 * @param detail what happened this time
	 * @return the problem, its type {@code urn:asyncreply:problem:<kind>}
	 */
	public static Problem of(String kind, String title, @Nullable String detail) {
		return new Problem(type(kind), title, detail);
	}

	/**
	 * Names a kind of problem.
	 * @param kind lower-case words joined by hyphens
	 * @return its type
	 */
	public static URI type(String kind) {
		return URI.create(TYPE_PREFIX + kind);
	}

}
