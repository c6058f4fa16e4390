package io.asyncreply.systema.web.http;

import jakarta.servlet.http.HttpServletRequest;

/**
 * Tells who calls. Nobody has a name as long as no authentication is configured.
 */
public final class CallerResolver {

	private static final String ANONYMOUS = "anonymous";

	/**
	 * Names the caller.
	 * @param request the call
	 * @return the owner of what the call submits, and of all that it may see
	 */
	public String resolveOwner(HttpServletRequest request) {
		return ANONYMOUS;
	}

}
