package io.asyncreply.systema.web.submission;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;

import io.asyncreply.messages.operation.OperationRegistry;
import io.asyncreply.messaging.tracing.MessageOperation;
import io.asyncreply.messaging.tracing.MessageSpan;
import io.asyncreply.messaging.tracing.MessageTracer;
import io.asyncreply.messaging.tracing.TraceParent;
import io.asyncreply.messaging.tracing.TracedMessage;
import io.asyncreply.systema.ledger.model.NewRequest;
import io.asyncreply.systema.web.body.BodyLimits;
import io.asyncreply.systema.web.body.NonBlockingBodyReader;
import io.asyncreply.systema.web.body.UnfinishedBodies;
import io.asyncreply.systema.web.peer.PeerSemaphore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Traces of submissions.
 */
class NewRequestFactoryTests {

	private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

	private @Nullable TraceParent span;

	private final NewRequestFactory factory = new NewRequestFactory(
			new NonBlockingBodyReader(new BodyLimits(1_000, Duration.ofSeconds(10), DataSize.ofBytes(1)),
					new UnfinishedBodies(new PeerSemaphore(1, 1), new PeerSemaphore(1_000, 1))),
			new SubmissionParser(OperationRegistry.builtIn(true), new SubmissionConfiguration().payloadValidator(),
					Duration.ofHours(1), Duration.ofHours(1), Clock.systemUTC()),
			Clock.systemUTC(), new MessageTracer() {
				@Override
				public @Nullable TraceParent currentTraceParent() {
					return NewRequestFactoryTests.this.span;
				}

				@Override
				public MessageSpan startSpan(MessageOperation messageOperation, TracedMessage tracedMessage,
						@Nullable TraceParent parent) {
					return MessageSpan.NOOP;
				}
			});

	private NewRequest read(String... headers) {
		MockHttpServletRequest httpRequest = new MockHttpServletRequest("POST", "/v1/requests");
		httpRequest.setContent("""
				{"operation": "text.process", "payload": {"text": "hello"}}""".getBytes(StandardCharsets.UTF_8));
		for (String header : headers) {
			httpRequest.addHeader("traceparent", header);
		}
		return this.factory.fromCall(httpRequest, new MockHttpServletResponse(), "caller").join();
	}

	@Test
	void continuesTraceOfCaller() {
		assertThat(read(TRACE).trace()).isEqualTo(new TraceParent(TRACE));
	}

	@Test
	void prefersSpanOfHttpRequest() {
		this.span = new TraceParent("00-4bf92f3577b34da6a3ce929d0e0e4736-00000000000000aa-01");
		assertThat(read(TRACE).trace()).isEqualTo(this.span);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "garbage", "00-00000000000000000000000000000000-0000000000000000-00",
			"ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", TRACE + "-more" })
	void ignoresMalformedTrace(String header) {
		assertThat(read(header).trace()).isNull();
	}

	@Test
	void ignoresMissingAndMultipleTraces() {
		assertThat(read().trace()).isNull();
		assertThat(read(TRACE, TRACE).trace()).isNull();
	}

}
