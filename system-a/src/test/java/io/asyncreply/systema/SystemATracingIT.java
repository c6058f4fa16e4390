package io.asyncreply.systema;

import java.nio.file.Path;
import java.time.Duration;

import io.asyncreply.messages.Problem;
import io.asyncreply.messages.Reply;
import io.asyncreply.messages.RequestId;
import io.asyncreply.messaging.tracing.TraceParent;
import io.asyncreply.systema.ledger.model.RequestState;
import io.asyncreply.testsupport.CollectedSpan;
import io.asyncreply.testsupport.SpanCollector;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Spans that System A exports for each step of a request.
 */
@Tag("extended")
class SystemATracingIT {

	private static final Reply RETRYABLE_FAILURE = new Reply.Failed(Problem.of("broken", "Broken", null), true,
			Reply.Timings.NONE);

	@TempDir
	private Path folder;

	@Test
	void tracesEveryAttemptAndReply() throws Exception {
		try (SpanCollector collector = SpanCollector.start();
				SystemAWithBroker systemA = new SystemAWithBroker(this.folder,
						"--management.opentelemetry.tracing.export.otlp.endpoint=" + collector.endpoint()
								+ "/v1/traces",
						"--management.opentelemetry.tracing.export.schedule-delay=100ms")) {
			RequestId id = systemA.submit(Duration.ofMinutes(10));

			TraceParent first = SystemAWithBroker.trace(systemA.consume(id));
			CollectedSpan published = collector.awaitSpan((span) -> isSpan(span, first));
			systemA.publish(systemA.reply(id, 1, RETRYABLE_FAILURE).withTraceParent(first));
			TraceParent second = SystemAWithBroker.trace(systemA.consume(id));
			CollectedSpan republished = collector.awaitSpan((span) -> isSpan(span, second));
			systemA.publish(systemA.reply(id, 2, new Reply.Progress(50, null)).withTraceParent(second));
			systemA.publish(systemA.reply(id, 2, SystemAWithBroker.SUCCESS).withTraceParent(second));
			systemA.awaitState(id, RequestState.SUCCEEDED);
			CollectedSpan recorded = collector
				.awaitSpan((span) -> span.name().startsWith("settle") && span.parentId().equals(republished.spanId()));

			assertThat(published).returns("system-a", CollectedSpan::service)
				.returns("publish asyncreply.requests:requests.text.process", CollectedSpan::name)
				.returns("00f067aa0ba902b7", CollectedSpan::parentId);
			assertThat(republished).returns("00f067aa0ba902b7", CollectedSpan::parentId)
				.satisfies((span) -> assertThat(span.attributes()).containsEntry("asyncreply.attempt", "2"));
			assertThat(recorded.name()).isEqualTo("settle asyncreply.replies:replies");
			assertThat(collector.spansOfTrace(published.traceId())).hasSize(4)
				.allSatisfy((span) -> assertThat(SystemAWithBroker.TRACE.value()).contains(span.traceId()));
		}
	}

	private static boolean isSpan(CollectedSpan span, TraceParent trace) {
		return trace.value().contains(span.traceId() + "-" + span.spanId());
	}

}
