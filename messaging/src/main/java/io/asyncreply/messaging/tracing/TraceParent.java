package io.asyncreply.messaging.tracing;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Where in which trace something happens, as W3C Trace Context writes it. What is
 * malformed is nobody's trace, never an error.
 *
 * @param value {@code 00-<trace id>-<span id>-<flags>} in lower-case hexadecimal digits
 */
public record TraceParent(String value) {

	/** The name of the header, over HTTP as over AMQP. */
	public static final String HEADER = "traceparent";

	/** Longest value of a version that is not known yet. */
	private static final int MAX_LENGTH = 256;

	/** Versions to come may append to what version 00 has, and change nothing of it. */
	private static final Pattern HEADER_PATTERN = Pattern
		.compile("(?!ff|00.{53}-)[0-9a-f]{2}(-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2})(?:-.*)?");

	/**
	 * Reads a header.
	 * @param header what stands there, if anything
	 * @return null if it is no {@code traceparent}
	 */
	public static @Nullable TraceParent parse(@Nullable Object header) {
		String text = (header != null) ? header.toString() : "";
		Matcher matcher = HEADER_PATTERN.matcher(text);
		return (text.length() <= MAX_LENGTH && matcher.matches()) ? new TraceParent("00" + matcher.group(1)) : null;
	}

}
