package io.asyncreply.systema.web.event;

import java.util.regex.Pattern;

import io.asyncreply.systema.web.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;

/**
 * Reads what a caller that comes back has seen, by {@code Last-Event-ID}. Ids are the
 * versions of the row, as in its entity tag, and so mean the same on every System A.
 */
final class LastEventId {

	private static final String HEADER = "Last-Event-ID";

	private static final Pattern VERSION = Pattern.compile("[1-9]\\d{0,8}");

	private LastEventId() {
	}

	/**
	 * Reads the header.
	 * @param request the call
	 * @return the version, 0 if the caller has seen none
	 * @throws ProblemException 400 for what cannot be an id
	 */
	static int parse(HttpServletRequest request) {
		String id = request.getHeader(HEADER);
		if (id == null || id.isEmpty()) {
			return 0;
		}
		if (!VERSION.matcher(id).matches()) {
			throw ProblemException.invalid(HEADER, "must be the id of an event of this request");
		}
		return Integer.parseInt(id);
	}

}
