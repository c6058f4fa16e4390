package io.asyncreply.systema.web.http;

import jakarta.servlet.http.HttpServletRequest;

/**
 * Determines the caller of a call: {@code anonymous}, because no authentication is
 * configured.
 */
public final class CallerResolver {

	private static final String ANONYMOUS = "anonymous";

	/**
	 * Determines the caller.
	 * @param request the call
	 * @return owner of the requests that the call submits and can see
	 */
	public String resolveOwner(HttpServletRequest request) {
		return ANONYMOUS;
	}

}
