package io.asyncreply.messages.operation;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/**
 * Payload of {@code text.word-count}, which counts the words of a text.
 *
 * @param text text to count in, not blank, at most 262,144 characters
 */
public record WordCount(@NotBlank @Size(max = 262_144) String text) {

	/** Operation {@code text.word-count}. */
	public static final Operation<WordCount, Result> OPERATION = Operation.of("text.word-count", WordCount.class,
			Result.class);

	/**
	 * Result of {@code text.word-count}. A word is a sequence of letters and digits; case
	 * is ignored.
	 *
	 * @param words number of words
	 * @param distinct number of different words
	 */
	public record Result(int words, int distinct) {

	}

}
