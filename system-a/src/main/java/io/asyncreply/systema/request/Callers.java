package io.asyncreply.systema.request;

import jakarta.servlet.http.HttpServletRequest;

/**
 * Tells who calls. Nobody has a name as long as no authentication is configured.
 */
final class Callers {

	private static final String ANONYMOUS = "anonymous";

	/**
	 * Names the caller.
	 * @param request the call
	 * @return the owner of what the call submits, and of all that it may see
	 */
	String ownerOf(HttpServletRequest request) {
		return ANONYMOUS;
	}

}
