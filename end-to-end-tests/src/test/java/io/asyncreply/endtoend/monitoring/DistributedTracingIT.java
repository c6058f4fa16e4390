package io.asyncreply.endtoend.monitoring;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;

import io.asyncreply.endtoend.client.JsonResponse;
import io.asyncreply.endtoend.client.RequestSubmission;
import io.asyncreply.endtoend.harness.SystemPair;
import io.asyncreply.endtoend.harness.SystemPairSpec;
import io.asyncreply.testsupport.CollectedSpan;
import io.asyncreply.testsupport.SpanCollector;
import io.asyncreply.testsupport.broker.TestBroker;
import io.asyncreply.testsupport.process.SystemLauncher;
import io.asyncreply.testsupport.proxy.FaultProxy;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One trace from a caller to System B and back, whatever happens on the way.
 */
class DistributedTracingIT {

	private static final String CALLER = "00f067aa0ba902b7";

	private static SpanCollector collector;

	private static FaultProxy proxy;

	private static SystemPair pair;

	@BeforeAll
	static void startPair() {
		TestBroker broker = TestBroker.shared();
		collector = SpanCollector.start();
		proxy = FaultProxy.to(broker.port());
		pair = SystemPairSpec.of("trace", broker)
			.systemABehind(proxy)
			.systemA(DistributedTracingIT::collect)
			.systemB(DistributedTracingIT::collect)
			.start();
	}

	@AfterAll
	static void close() {
		pair.close();
		proxy.close();
		collector.close();
	}

	private static void collect(SystemLauncher launcher) {
		launcher.environment("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint())
			.environment("OTEL_BSP_SCHEDULE_DELAY", "100");
	}

	/** As a caller who samples this trace. */
	private static JsonResponse submit(String traceId) throws Exception {
		HttpRequest call = HttpRequest.newBuilder(pair.systemA().uri("/v1/requests"))
			.header("Content-Type", "application/json")
			.header("traceparent", "00-" + traceId + "-" + CALLER + "-01")
			.POST(HttpRequest.BodyPublishers.ofString(RequestSubmission.text("traced").body()))
			.build();
		return JsonResponse.of(HttpClient.newHttpClient().send(call, HttpResponse.BodyHandlers.ofString()));
	}

	private static CollectedSpan await(String traceId, String service, String kind, String name) {
		return collector.await((span) -> span.traceId().equals(traceId) && span.service().equals(service)
				&& span.kind().equals(kind) && span.name().startsWith(name));
	}

	@Test
	void traceOfTheCallerGoesThereAndBack() throws Exception {
		String traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
		pair.client().awaitEnd(submit(traceId).id());
		assertThat(way(traceId)).extracting(CollectedSpan::traceId).containsOnly(traceId);
	}

	@Test
	void traceGoesOnAfterSystemAIsKilledBetweenAcceptAndPublish() throws Exception {
		String traceId = "5bf92f3577b34da6a3ce929d0e0e4737";
		proxy.refuse();
		JsonResponse accepted = submit(traceId);
		assertThat(accepted.status()).isEqualTo(202);
		await(traceId, "system-a", "SERVER", "http post");
		pair.systemA().kill();
		assertThat(collector.trace(traceId)).extracting(CollectedSpan::kind).doesNotContain("CONSUMER");
		proxy.heal();
		pair.startSystemA();
		assertThat(pair.client().awaitEnd(accepted.id()).state()).isEqualTo("SUCCEEDED");
		assertThat(way(traceId)).extracting(CollectedSpan::failed).containsOnly(false);
	}

	/** Each step follows the one before. */
	private static List<CollectedSpan> way(String traceId) {
		CollectedSpan settled = await(traceId, "system-a", "CONSUMER", "settle ");
		CollectedSpan processed = await(traceId, "system-b", "CONSUMER", "process ");
		CollectedSpan published = collector.await((span) -> span.spanId().equals(processed.parentId()));
		CollectedSpan served = await(traceId, "system-a", "SERVER", "http post");
		assertThat(settled.parentId()).isEqualTo(processed.spanId());
		assertThat(published.name()).startsWith("publish ");
		assertThat(published.parentId()).isEqualTo(served.spanId());
		assertThat(served.parentId()).isEqualTo(CALLER);
		return List.of(served, published, processed, settled);
	}

}
