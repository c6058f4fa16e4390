package io.asyncreply.systemb.worker.execution;

import java.io.IOException;

import io.asyncreply.messages.Problem;
import io.asyncreply.systemb.operation.WorkFailedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests what is logged about failures of a handler.
 */
@ExtendWith(OutputCaptureExtension.class)
class HandlerFailureLoggerTests {

	private static final Problem PROBLEM = Problem.of("handler-failed", "The handler failed", null);

	private static final String STACK_FRAME = "\tat " + HandlerFailureLoggerTests.class.getName() + ".";

	private final HandlerFailureLogger failureLogger = new HandlerFailureLogger("text.process");

	@Test
	void logsStackTraceOncePerCause(CapturedOutput output) {
		for (int attempt = 1; attempt <= 5; attempt++) {
			IOException cause = new IOException("host " + attempt + " is away");
			this.failureLogger.log(attempt, WorkFailedException.retryable(PROBLEM, cause), cause);
		}
		assertThat(output).containsOnlyOnce(STACK_FRAME + "logsStackTraceOncePerCause(")
			.contains("The handler of text.process failed in attempt 1, System A retries it unless this was the last")
			.contains("The handler of text.process failed in attempt 5, System A retries it unless this was the last")
			.contains("java.io.IOException: host 5 is away");
	}

	@Test
	void logsStackTraceOfEachCause(CapturedOutput output) {
		IllegalStateException other = new IllegalStateException("other");
		this.failureLogger.log(1, WorkFailedException.retryable(PROBLEM, new IOException("one")),
				new IOException("one"));
		this.failureLogger.log(1, WorkFailedException.permanent(PROBLEM, other), other);
		assertThat(output)
			.contains("java.io.IOException: one\n" + STACK_FRAME, "failed in attempt 1, it is not retried")
			.contains("java.lang.IllegalStateException: other\n" + STACK_FRAME);
	}

	@Test
	void remembersOnlyLatestCauses(CapturedOutput output) {
		for (int line = 0; line <= HandlerFailureLogger.MAX_CAUSES; line++) {
			logFailureAt(line);
		}
		logFailureAt(0);
		assertThat(output.toString().lines().filter((line) -> line.endsWith("(Handler.java:0)"))).hasSize(2);
	}

	private void logFailureAt(int line) {
		IOException cause = new IOException();
		cause.setStackTrace(
				new StackTraceElement[] { new StackTraceElement("Handler", "process", "Handler.java", line) });
		this.failureLogger.log(1, WorkFailedException.retryable(PROBLEM, cause), cause);
	}

}
