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
	public static String of(String text) {
		return of(text, MAX_LENGTH);
	}

	/**
	 * Makes text from outside presentable.
	 * @param text anything
	 * @param length most characters to keep
	 * @return at most that many of its characters, control characters escaped
	 */
	public static String of(String text, int length) {
		StringBuilder excerpt = new StringBuilder();
		text.codePoints().limit(length).forEach((character) -> {
			if (Character.isISOControl(character) || Character.getType(character) == Character.FORMAT
					|| Character.getType(character) == Character.LINE_SEPARATOR
					|| Character.getType(character) == Character.PARAGRAPH_SEPARATOR) {
				excerpt.append(String.format("\\u%04x", character));
			}
			else {
				excerpt.appendCodePoint(character);
			}
		});
		return (text.codePointCount(0, text.length()) > length) ? excerpt.append('…').toString() : excerpt.toString();
	}

}
