package io.asyncreply.messages.operation;

import java.util.regex.Pattern;

/**
 * Something that can be asked for, typed at both ends.
 *
 * @param <P> the payload
 * @param <R> the result
 * @param name lower-case words joined by dots and hyphens, at most 64 characters; part of
 * a queue's name
 * @param payloadType the record that a payload must fit, with its validation constraints
 * @param resultType the record of the result
 * @param testOnly whether it serves demonstrations and tests only and is left out in
 * production
 */
public record Operation<P, R>(String name, Class<P> payloadType, Class<R> resultType, boolean testOnly) {

	/** What the name of an operation looks like. */
	public static final Pattern NAME_PATTERN = Pattern.compile("[a-z][a-z0-9]*(?:[.-][a-z0-9]+)*");

	/** Endings that name a queue beside the operation's own. */
	private static final Pattern RESERVED_SUFFIX = Pattern.compile("\\.(?:bulk|suspect)$");

	private static final int MAX_NAME_LENGTH = 64;

	public Operation {
		if (name.length() > MAX_NAME_LENGTH || !NAME_PATTERN.matcher(name).matches()
				|| RESERVED_SUFFIX.matcher(name).find()) {
			throw new IllegalArgumentException("Not the name of an operation: '" + name + "'");
		}
	}

	/**
	 * Defines an operation.
	 * @param <P> the payload
	 * @param <R> the result
	 * @param name its name
	 * @param payloadType the record of its payload
	 * @param resultType the record of its result
	 * @return the operation
	 */
	public static <P, R> Operation<P, R> of(String name, Class<P> payloadType, Class<R> resultType) {
		return new Operation<>(name, payloadType, resultType, false);
	}

	/**
	 * Defines an operation for demonstrations and tests.
	 * @param <P> the payload
	 * @param <R> the result
	 * @param name its name
	 * @param payloadType the record of its payload
	 * @param resultType the record of its result
	 * @return the operation
	 */
	public static <P, R> Operation<P, R> testOnly(String name, Class<P> payloadType, Class<R> resultType) {
		return new Operation<>(name, payloadType, resultType, true);
	}

}
