package io.asyncreply.systemb.worker.execution;

import java.util.Objects;

import io.asyncreply.messages.Problem;
import io.asyncreply.messages.RawJson;
import io.asyncreply.messaging.json.StrictJson;
import io.asyncreply.systemb.operation.WorkFailedException;
import org.jspecify.annotations.Nullable;

/**
 * Encodes results as JSON of at most 1 MiB that System A can read.
 */
final class ResultWriter {

	/** The largest result, in bytes of JSON. */
	static final int MAX_BYTES = 1024 * 1024;

	private ResultWriter() {
	}

	static RawJson write(@Nullable Object result) throws WorkFailedException {
		RawJson json = StrictJson.write(Objects.requireNonNull(result, "The handler returned no result"));
		if (json.length() > MAX_BYTES) {
			throw WorkFailedException.permanent(Problem.of("result-too-large", "The result is too large",
					"The result has " + json.length() + " bytes; the limit is " + MAX_BYTES + " bytes."));
		}
		return StrictJson.check(json.utf8());
	}

}
