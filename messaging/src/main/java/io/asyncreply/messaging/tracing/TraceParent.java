package io.asyncreply.messaging.tracing;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Trace context of W3C: the position in a trace. A malformed value counts as no trace,
 * never as an error.
 *
 * @param value {@code 00-<trace id>-<span id>-<flags>} in lower-case hexadecimal digits
 */
public record TraceParent(String value) {

	/** Name of the header in HTTP and AMQP. */
	public static final String HEADER = "traceparent";

	/** Most characters of a value of a later version. */
	private static final int MAX_LENGTH = 256;

	/** Later versions may append fields to those of version 00. */
	private static final Pattern HEADER_PATTERN = Pattern
		.compile("(?!ff|00.{53}-)[0-9a-f]{2}(-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2})(?:-.*)?");

	/**
	 * Parses a header.
	 * @param header value of the header, null if it is missing
	 * @return trace context, null if the value is missing or malformed
	 */
	public static @Nullable TraceParent parse(@Nullable Object header) {
		String text = (header != null) ? header.toString() : "";
		Matcher matcher = HEADER_PATTERN.matcher(text);
		return (text.length() <= MAX_LENGTH && matcher.matches()) ? new TraceParent("00" + matcher.group(1)) : null;
	}

}
