package io.asyncreply.messages.operation;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/**
 * Payload of {@code text.process}, which answers that a text was processed.
 *
 * @param text text to process, at most 262,144 characters
 * @param language {@code zh} for a Chinese answer, {@code en} or null for an English one
 */
public record TextProcess(@NotNull @Size(max = 262_144) String text,
		@Nullable @Pattern(regexp = "en|zh", message = "must be 'en' or 'zh'") String language) {

	/** Operation {@code text.process}. */
	public static final Operation<TextProcess, Result> OPERATION = Operation.of("text.process", TextProcess.class,
			Result.class);

	/**
	 * Result of {@code text.process}.
	 *
	 * @param text answer with the processed text
	 */
	public record Result(String text) {

	}

}
