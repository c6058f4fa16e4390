package io.asyncreply.systema.web.problem;

/**
 * One thing that is wrong with what a caller sent.
 *
 * @param field the member, header or parameter, with dots between levels
 * @param message what it must be
 */
public record Violation(String field, String message) {

	/** Most errors that a caller is told at once. */
	public static final int MAX_REPORTED = 20;

}
