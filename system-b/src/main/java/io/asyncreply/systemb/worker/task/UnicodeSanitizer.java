package io.asyncreply.systemb.worker.task;

import java.nio.charset.StandardCharsets;

import io.asyncreply.messages.Problem;
import io.asyncreply.messages.Reply.Progress;
import org.jspecify.annotations.Nullable;

/**
 * Replaces NUL and lone surrogates in the texts of handlers by question marks, because
 * System A rejects replies that contain them.
 */
public final class UnicodeSanitizer {

	private static final int MAX_TITLE_LENGTH = 200;

	private UnicodeSanitizer() {
	}

	public static Problem sanitize(Problem problem) {
		String title = problem.title().substring(0, Math.min(problem.title().length(), MAX_TITLE_LENGTH));
		return new Problem(problem.type(), replaceInvalid(title), replaceInvalidNullable(problem.detail()));
	}

	static Progress sanitize(Progress progress) {
		return new Progress(progress.percent(), replaceInvalidNullable(progress.message()));
	}

	private static @Nullable String replaceInvalidNullable(@Nullable String text) {
		return (text != null) ? replaceInvalid(text) : null;
	}

	private static String replaceInvalid(String text) {
		return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8).replace('\0', '?');
	}

}
