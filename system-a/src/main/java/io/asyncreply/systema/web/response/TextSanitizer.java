package io.asyncreply.systema.web.response;

/**
 * Cuts and escapes text from outside, so that an answer never repeats much of its input
 * and no line of a log can be forged.
 */
public final class TextSanitizer {

	private static final int MAX_LENGTH = 100;

	private TextSanitizer() {
	}

	/**
	 * Makes text from outside presentable.
	 * @param text anything
	 * @return at most 100 of its characters, control characters escaped
	 */
	public static String sanitize(String text) {
		return sanitize(text, MAX_LENGTH);
	}

	/**
	 * Makes text from outside presentable.
	 * @param text anything
	 * @param maxLength most characters to keep
	 * @return at most that many of its characters, control characters escaped
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
