package io.asyncreply.endtoend.monitoring;

import java.util.List;

import io.asyncreply.endtoend.client.JsonResponse;
import io.asyncreply.endtoend.client.RequestSubmission;
import io.asyncreply.endtoend.harness.SystemPair;
import io.asyncreply.endtoend.harness.SystemPairSpec;
import io.asyncreply.testsupport.AsyncReplyClient;
import io.asyncreply.testsupport.CollectedSpan;
import io.asyncreply.testsupport.SpanCollector;
import io.asyncreply.testsupport.broker.TestBroker;
import io.asyncreply.testsupport.process.SystemLauncher;
import io.asyncreply.testsupport.proxy.FaultProxy;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that one trace covers a request from the caller to System B and back, even if
 * System A is killed meanwhile.
 */
@Tag("extended")
class DistributedTracingIT {

	private static final String CALLER_SPAN_ID = "00f067aa0ba902b7";

	private static SpanCollector collector;

	private static FaultProxy proxy;

	private static SystemPair systemPair;

	@BeforeAll
	static void startPair() {
		TestBroker broker = TestBroker.shared();
		collector = SpanCollector.start();
		proxy = FaultProxy.to(broker.port());
		systemPair = SystemPairSpec.of("trace", broker)
			.withSystemAProxy(proxy)
			.systemA(DistributedTracingIT::exportToCollector)
			.systemB(DistributedTracingIT::exportToCollector)
			.start();
	}

	@AfterAll
	static void close() {
		systemPair.close();
		proxy.close();
		collector.close();
	}

	private static void exportToCollector(SystemLauncher launcher) {
		launcher.environment("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint())
			.environment("OTEL_BSP_SCHEDULE_DELAY", "100");
	}

	/** Submits a request as a caller that samples this trace. */
	private static JsonResponse submit(String traceId) {
		AsyncReplyClient http = systemPair.client().http();
		return JsonResponse.of(http.send(http.submission(RequestSubmission.text("traced").body(), "traceparent",
				"00-" + traceId + "-" + CALLER_SPAN_ID + "-01")));
	}

	private static CollectedSpan awaitSpan(String traceId, String service, String kind, String name) {
		return collector.awaitSpan((span) -> span.traceId().equals(traceId) && span.service().equals(service)
				&& span.kind().equals(kind) && span.name().startsWith(name));
	}

	@Test
	void continuesTraceOfCallerToReply() {
		String traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
		systemPair.client().awaitCompletion(submit(traceId).id());
		assertThat(spansOfRequest(traceId)).extracting(CollectedSpan::traceId).containsOnly(traceId);
	}

	@Test
	void continuesTraceWhenSystemAIsKilledBeforePublish() {
		String traceId = "5bf92f3577b34da6a3ce929d0e0e4737";
		proxy.refuseConnections();
		JsonResponse accepted = submit(traceId);
		assertThat(accepted.status()).isEqualTo(202);
		awaitSpan(traceId, "system-a", "SERVER", "http post");
		systemPair.systemA().kill();
		assertThat(collector.spansOfTrace(traceId)).extracting(CollectedSpan::kind).doesNotContain("CONSUMER");
		proxy.heal();
		systemPair.startSystemA();
		assertThat(systemPair.client().awaitCompletion(accepted.id()).state()).isEqualTo("SUCCEEDED");
		assertThat(spansOfRequest(traceId)).extracting(CollectedSpan::failed).containsOnly(false);
	}

	/** Returns the spans of the request, each the child of the one before. */
	private static List<CollectedSpan> spansOfRequest(String traceId) {
		CollectedSpan settled = awaitSpan(traceId, "system-a", "CONSUMER", "settle ");
		CollectedSpan processed = awaitSpan(traceId, "system-b", "CONSUMER", "process ");
		CollectedSpan published = collector.awaitSpan((span) -> span.spanId().equals(processed.parentId()));
		CollectedSpan served = awaitSpan(traceId, "system-a", "SERVER", "http post");
		assertThat(settled.parentId()).isEqualTo(processed.spanId());
		assertThat(published.name()).startsWith("publish ");
		assertThat(published.parentId()).isEqualTo(served.spanId());
		assertThat(served.parentId()).isEqualTo(CALLER_SPAN_ID);
		return List.of(served, published, processed, settled);
	}

}
