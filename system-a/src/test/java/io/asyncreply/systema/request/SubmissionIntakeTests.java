package io.asyncreply.systema.request;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;

import io.asyncreply.messages.Operations;
import io.asyncreply.messages.trace.Stage;
import io.asyncreply.messages.trace.Step;
import io.asyncreply.messages.trace.Subject;
import io.asyncreply.messages.trace.TraceParent;
import io.asyncreply.messages.trace.Traces;
import io.asyncreply.systema.ledger.NewRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.mock.web.MockHttpServletRequest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which trace a submission belongs to.
 */
class SubmissionIntakeTests {

	private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

	private @Nullable TraceParent span;

	private final SubmissionIntake intake = new SubmissionIntake(
			new BodyReader(1_000, Duration.ofSeconds(10)), new SubmissionReader(Operations.catalogue(false),
					new RequestConfiguration().payloadValidator(), Duration.ofHours(1), Duration.ofHours(1)),
			Clock.systemUTC(), new Traces() {
				@Override
				public @Nullable TraceParent current() {
					return SubmissionIntakeTests.this.span;
				}

				@Override
				public Step begin(Stage stage, Subject subject, @Nullable TraceParent parent) {
					return Step.NONE;
				}
			});

	private NewRequest read(String... headers) {
		MockHttpServletRequest call = new MockHttpServletRequest("POST", "/v1/requests");
		call.setContent("""
				{"operation": "text.process", "payload": {"text": "hello"}}""".getBytes(StandardCharsets.UTF_8));
		for (String header : headers) {
			call.addHeader("traceparent", header);
		}
		return this.intake.read(call, "somebody");
	}

	@Test
	void traceOfTheCallerIsCarriedOn() {
		assertThat(read(TRACE).trace()).isEqualTo(new TraceParent(TRACE));
	}

	@Test
	void spanOfTheCallFollowsTheCaller() {
		this.span = new TraceParent("00-4bf92f3577b34da6a3ce929d0e0e4736-00000000000000aa-01");
		assertThat(read(TRACE).trace()).isEqualTo(this.span);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "garbage", "00-00000000000000000000000000000000-0000000000000000-00",
			"ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", TRACE + "-more" })
	void malformedTraceIsIgnored(String header) {
		assertThat(read(header).trace()).isNull();
	}

	@Test
	void noneAndSeveralAreNoTrace() {
		assertThat(read().trace()).isNull();
		assertThat(read(TRACE, TRACE).trace()).isNull();
	}

}
