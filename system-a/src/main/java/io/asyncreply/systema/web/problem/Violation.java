package io.asyncreply.systema.web.problem;

/**
 * Error in one field of a call.
 *
 * @param field the member, header or parameter, with dots between levels
 * @param message the violated rule
 */
public record Violation(String field, String message) {

	/** Most errors in one problem. */
	public static final int MAX_REPORTED = 20;

}
