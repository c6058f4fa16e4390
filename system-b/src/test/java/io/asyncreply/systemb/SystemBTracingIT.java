package io.asyncreply.systemb;

import io.asyncreply.messaging.message.OutboundMessage;
import io.asyncreply.messaging.tracing.TraceParent;
import io.asyncreply.testsupport.CollectedSpan;
import io.asyncreply.testsupport.SpanCollector;
import io.asyncreply.testsupport.broker.TestBroker;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that System B exports spans, and replies in the trace of the request.
 */
@Tag("extended")
@ExtendWith(OutputCaptureExtension.class)
class SystemBTracingIT {

	private static final TraceParent SENT = new TraceParent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");

	@Test
	void tracesProcessingBetweenRequestAndReply(CapturedOutput output) throws Exception {
		try (SpanCollector collector = SpanCollector.start();
				FakeSystemA fakeSystemA = FakeSystemA.connect(TestBroker.shared());
				EmbeddedSystemB systemB = EmbeddedSystemB.launch(fakeSystemA, MisbehavingHandlers.class,
						"--management.opentelemetry.tracing.export.otlp.endpoint=" + collector.endpoint()
								+ "/v1/traces",
						"--management.opentelemetry.tracing.export.schedule-delay=100ms")) {
			systemB.awaitConsuming();
			OutboundMessage good = fakeSystemA.message("text.process", "{\"text\": \"a\"}").withTraceParent(SENT);
			OutboundMessage bad = fakeSystemA.message("text.process", "{\"text\": \"bug\"}").withTraceParent(SENT);
			fakeSystemA.publish(good);
			fakeSystemA.publish(bad);

			CollectedSpan succeeded = collector.awaitSpan((span) -> isAbout(span, good));
			CollectedSpan failed = collector.awaitSpan((span) -> isAbout(span, bad));
			assertThat(succeeded).returns("system-b", CollectedSpan::service)
				.returns("process asyncreply.requests:requests.text.process", CollectedSpan::name)
				.returns("CONSUMER", CollectedSpan::kind)
				.returns("00f067aa0ba902b7", CollectedSpan::parentId)
				.returns(false, CollectedSpan::failed);
			assertThat(fakeSystemA.awaitFinalReply(good).trace()).asString()
				.contains(succeeded.traceId() + "-" + succeeded.spanId());
			assertThat(failed.failed()).isTrue();
			assertThat(failed.attributes()).containsEntry("error.type", "urn:asyncreply:problem:handler-failed");
			assertThat(output.toString().lines())
				.anyMatch((line) -> line.endsWith(bad.properties().getMessageId() + " " + failed.traceId() + "-"
						+ failed.spanId() + ": The handler of text.process failed in attempt 1, it is not retried"));
		}
	}

	private static boolean isAbout(CollectedSpan span, OutboundMessage message) {
		return message.properties().getMessageId().equals(span.attributes().get("messaging.message.id"));
	}

}
