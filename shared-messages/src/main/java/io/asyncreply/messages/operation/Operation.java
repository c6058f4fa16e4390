package io.asyncreply.messages.operation;

import java.util.regex.Pattern;

/**
 * Named kind of work with a payload type and a result type.
 *
 * @param <P> type of the payload
 * @param <R> type of the result
 * @param name words in lower case, joined by dots and hyphens, at most 64 characters;
 * part of the queue names
 * @param payloadType record of the payload, with its validation constraints
 * @param resultType record of the result
 * @param testOnly whether the operation is only for demonstrations and tests, and is
 * available in the Spring profile {@code demo} only
 */
public record Operation<P, R>(String name, Class<P> payloadType, Class<R> resultType, boolean testOnly) {

	/** Pattern of operation names. */
	public static final Pattern NAME_PATTERN = Pattern.compile("[a-z][a-z0-9]*(?:[.-][a-z0-9]+)*");

	/** Suffixes of the queue names of other lanes. */
	private static final Pattern RESERVED_SUFFIX = Pattern.compile("\\.(?:bulk|suspect)$");

	private static final int MAX_NAME_LENGTH = 64;

	public Operation {
		if (name.length() > MAX_NAME_LENGTH || !NAME_PATTERN.matcher(name).matches()
				|| RESERVED_SUFFIX.matcher(name).find()) {
			throw new IllegalArgumentException("Not a valid operation name: '" + name + "'");
		}
	}

	/**
	 * Creates an operation.
	 * @param <P> type of the payload
	 * @param <R> type of the result
	 * @param name name of the operation
	 * @param payloadType record of the payload
	 * @param resultType record of the result
	 * @return the operation
	 * @throws IllegalArgumentException if the name is invalid or reserved
	 */
	public static <P, R> Operation<P, R> of(String name, Class<P> payloadType, Class<R> resultType) {
		return new Operation<>(name, payloadType, resultType, false);
	}

	/**
	 * Creates an operation for demonstrations and tests.
	 * @param <P> type of the payload
	 * @param <R> type of the result
	 * @param name name of the operation
	 * @param payloadType record of the payload
	 * @param resultType record of the result
	 * @return the operation
	 * @throws IllegalArgumentException if the name is invalid or reserved
	 */
	public static <P, R> Operation<P, R> testOnly(String name, Class<P> payloadType, Class<R> resultType) {
		return new Operation<>(name, payloadType, resultType, true);
	}

}
