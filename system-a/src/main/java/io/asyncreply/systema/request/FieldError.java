package io.asyncreply.systema.request;

/**
 * One thing that is wrong with what a caller sent.
 *
 * @param field the member, header or parameter, with dots between levels
 * @param message what it must be
 */
record FieldError(String field, String message) {

	/** Most errors that a caller is told at once. */
	static final int MOST = 20;

}
