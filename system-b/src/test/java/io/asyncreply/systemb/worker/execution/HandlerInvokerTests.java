package io.asyncreply.systemb.worker.execution;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import io.asyncreply.messages.Lane;
import io.asyncreply.messages.Problem;
import io.asyncreply.messages.RawJson;
import io.asyncreply.messages.RequestId;
import io.asyncreply.messages.RequestQueue;
import io.asyncreply.messages.operation.TextProcess;
import io.asyncreply.messaging.tracing.MessageTracer;
import io.asyncreply.systemb.operation.HandlerRegistration;
import io.asyncreply.systemb.operation.OperationHandler;
import io.asyncreply.systemb.operation.WorkContext;
import io.asyncreply.systemb.operation.WorkFailedException;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests the results and failures of handler calls.
 */
class HandlerInvokerTests {

	private static final Validator VALIDATOR = Validation.buildDefaultValidatorFactory().getValidator();

	private static final WorkContext CONTEXT = new NoOpWorkContext(RequestId.generate(Clock.systemUTC()));

	@Test
	void returnsResultAsJson() throws Exception {
		assertThat(invoker((payload, workContext) -> new TextProcess.Result(payload.text() + "!")).invoke(json("""
				{"text": "a"}"""), CONTEXT)).hasToString("""
				{"text":"a!"}""");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "[]", "null", "\"a\"", "{\"text\": 1}", "{\"text\": null}",
			"{\"text\": \"a\", \"x\": 1}", "{\"text\": \"a\", \"language\": \"fr\"}" })
	void rejectsInvalidPayloadBeforeTheHandler(String payload) {
		WorkFailedException failure = failureOf(invoker((bound, workContext) -> {
			throw new AssertionError("reached");
		}), payload);

		assertThat(failure.problem().type()).isEqualTo(Problem.type("invalid-payload"));
		assertThat(failure.isRetryable()).isFalse();
	}

	@Test
	void namesEveryViolation() {
		assertThat(failureOf(invoker((payload, workContext) -> new TextProcess.Result("")), "{\"language\": \"fr\"}")
			.problem()
			.detail()).isEqualTo("The payload is not valid: language: must be 'en' or 'zh'; text: must not be null.");
	}

	@Test
	void keepsFailureOfHandler() {
		Problem problem = Problem.of("out-of-paper", "There is no paper", null);

		assertThat(failureOf(invoker((payload, workContext) -> {
			throw WorkFailedException.retryable(problem);
		}), "{\"text\": \"a\"}")).matches(WorkFailedException::isRetryable)
			.extracting(WorkFailedException::problem)
			.isEqualTo(problem);
	}

	@ParameterizedTest
	@MethodSource("failures")
	void classifiesOtherFailuresAndHidesTheirMessages(Throwable thrown, boolean retryable) {
		WorkFailedException failure = failureOf(invoker((payload, workContext) -> {
			throw sneaky(thrown);
		}), "{\"text\": \"a\"}");

		assertThat(failure.problem().type()).isEqualTo(Problem.type("handler-failed"));
		assertThat(failure.problem().detail()).startsWith(thrown.getClass().getSimpleName()).doesNotContain("secret");
		assertThat(failure.isRetryable()).isEqualTo(retryable);
		assertThat(failure).hasCause(thrown);
	}

	static Stream<Object[]> failures() {
		return Stream.of(new Object[] { new FileNotFoundException("secret"), true },
				new Object[] { new UncheckedIOException(new IOException("secret")), true },
				new Object[] { new TimeoutException("secret"), true },
				new Object[] { new IllegalStateException("secret"), false },
				new Object[] { new StackOverflowError("secret"), false },
				new Object[] { new NoClassDefFoundError("secret"), false },
				new Object[] { new InterruptedException("secret"), false });
	}

	@Test
	@SuppressWarnings("NullAway") // handlers without null checks may return null
	void rejectsMissingResult() {
		assertThat(failureOf(invoker((payload, workContext) -> null), "{\"text\": \"a\"}").problem().type())
			.isEqualTo(Problem.type("handler-failed"));
	}

	@Test
	void limitsResultToOneMebibyte() throws Exception {
		int overhead = "{\"text\":\"\"}".length();

		assertThat(invoker((payload, workContext) -> result(ResultWriter.MAX_BYTES - overhead))
			.invoke(json("{\"text\": \"a\"}"), CONTEXT)
			.length()).isEqualTo(ResultWriter.MAX_BYTES);
		WorkFailedException failure = failureOf(
				invoker((payload, workContext) -> result(ResultWriter.MAX_BYTES - overhead + 1)), "{\"text\": \"a\"}");
		assertThat(failure.problem().type()).isEqualTo(Problem.type("result-too-large"));
		assertThat(failure.isRetryable()).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "\u0000", "\ud800" })
	void rejectsResultThatSystemACannotRead(String text) {
		assertThat(failureOf(invoker((payload, workContext) -> new TextProcess.Result(text)), "{\"text\": \"a\"}")
			.problem()
			.type()).isEqualTo(Problem.type("handler-failed"));
	}

	private static TextProcess.Result result(int length) {
		return new TextProcess.Result("x".repeat(length));
	}

	private static HandlerInvoker<TextProcess, TextProcess.Result> invoker(
			OperationHandler<TextProcess, TextProcess.Result> handler) {
		return new HandlerInvoker<>(new RequestQueue("text.process", Lane.INTERACTIVE),
				HandlerRegistration.of(TextProcess.OPERATION, handler), VALIDATOR, MessageTracer.PROPAGATING);
	}

	private static WorkFailedException failureOf(HandlerInvoker<?, ?> handlerInvoker, String payload) {
		return catchThrowableOfType(WorkFailedException.class, () -> handlerInvoker.invoke(json(payload), CONTEXT));
	}

	private static RawJson json(String text) {
		return RawJson.of(text.getBytes(StandardCharsets.UTF_8));
	}

	@SuppressWarnings({ "unchecked", "TypeParameterUnusedInFormals" })
	private static <T extends Throwable> T sneaky(Throwable thrown) throws T {
		throw (T) thrown;
	}

}
