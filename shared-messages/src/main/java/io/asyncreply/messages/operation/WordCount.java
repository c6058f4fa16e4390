package io.asyncreply.messages.operation;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/**
 * Counts the words of a text.
 *
 * @param text the text, at most 262,144 characters and not blank
 */
public record WordCount(@NotBlank @Size(max = 262_144) String text) {

	/** The operation. */
	public static final Operation<WordCount, Result> OPERATION = Operation.of("text.word-count", WordCount.class,
			Result.class);

	/**
	 * The answer; a word is a run of letters and digits, compared without regard to case.
	 *
	 * @param words how many words there are
	 * @param distinct how many different ones
	 */
	public record Result(int words, int distinct) {

	}

}
