package io.asyncreply.systema.web.response;

/**
 * Truncates and escapes text from outside, so that responses repeat little of their input
 * and log lines cannot be forged.
 */
public final class TextSanitizer {

	private static final int MAX_LENGTH = 100;

	private TextSanitizer() {
	}

	/**
	 * Truncates to 100 characters and escapes control characters.
	 * @param text the text
	 * @return the sanitized text
	 */
	public static String sanitize(String text) {
		return sanitize(text, MAX_LENGTH);
	}

	/**
	 * Truncates and escapes control characters.
	 * @param text the text
	 * @param maxLength most characters to keep
	 * @return the sanitized text
	 */
	public static String sanitize(String text, int maxLength) {
		StringBuilder sanitized = new StringBuilder();
		text.codePoints().limit(maxLength).forEach((codePoint) -> {
			if (Character.isISOControl(codePoint) || Character.getType(codePoint) == Character.FORMAT
					|| Character.getType(codePoint) == Character.LINE_SEPARATOR
					|| Character.getType(codePoint) == Character.PARAGRAPH_SEPARATOR) {
				sanitized.append(String.format("\\u%04x", codePoint));
			}
			else {
				sanitized.appendCodePoint(codePoint);
			}
		});
		return (text.codePointCount(0, text.length()) > maxLength) ? sanitized.append('…').toString()
				: sanitized.toString();
	}

}
