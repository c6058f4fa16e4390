package io.asyncreply.messaging.http;

import java.util.regex.Pattern;

/**
 * Requires the one spelling of each path. The framework would also find an endpoint by a
 * path with parameters, needless escapes, empty segments or dot segments. A filter or
 * proxy that compares paths would not recognize it.
 */
final class PathSpelling {

	/** Escapes of unreserved characters (RFC 3986), of slashes and of escapes. */
	private static final Pattern OTHER_SPELLING = Pattern.compile(
			";|//|/\\.{1,2}(?:/|$)|.[./]$|%(?:2[DdEeFf5]|3[0-9]|4[1-9A-Fa-f]|5[0-9AaFf]|6[1-9A-Fa-f]|7[0-9AaEe]|5[Cc])");

	private PathSpelling() {
	}

	/**
	 * Checks a path.
	 * @param path path of the call as it was sent
	 * @return whether it can be the path of an endpoint
	 */
	static boolean isCanonical(String path) {
		return path.startsWith("/") && !OTHER_SPELLING.matcher(path).find();
	}

}
