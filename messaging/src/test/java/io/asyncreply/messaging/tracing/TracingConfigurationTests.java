package io.asyncreply.messaging.tracing;

import java.time.Clock;

import io.asyncreply.messages.RequestId;
import io.asyncreply.testsupport.CollectedSpan;
import io.asyncreply.testsupport.SpanCollector;
import io.opentelemetry.api.OpenTelemetry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of tracing with and without a collector.
 */
@ExtendWith(OutputCaptureExtension.class)
class TracingConfigurationTests {

	private static final Logger logger = LoggerFactory.getLogger("io.asyncreply.Test");

	private static final String TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";

	private static final TraceParent CALLER = new TraceParent("00-" + TRACE_ID + "-00f067aa0ba902b7-01");

	private static final TracedMessage MESSAGE = new TracedMessage("asyncreply.requests", "requests.text.process",
			RequestId.generate(Clock.systemUTC()), 2);

	@AfterAll
	static void restoreLogging() {
		LoggingSystem.get(TracingConfigurationTests.class.getClassLoader()).cleanUp();
	}

	private static ConfigurableApplicationContext start(String... settings) {
		return new SpringApplicationBuilder(TracingApplication.class).web(WebApplicationType.NONE)
			.properties("spring.config.import=classpath:asyncreply-defaults.yml", "spring.application.name=test",
					"management.opentelemetry.tracing.export.schedule-delay=50ms")
			.run(settings);
	}

	private static String endpoint(String url) {
		return "--management.opentelemetry.tracing.export.otlp.endpoint=" + url;
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "--spring.main.banner-mode=off", "--management.opentelemetry.tracing.export.otlp.endpoint=" })
	void propagatesTraceWithoutCollector(String setting, CapturedOutput output) {
		try (ConfigurableApplicationContext context = start(setting)) {
			assertThat(context.getBeansOfType(OpenTelemetry.class)).isEmpty();
			assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
				.noneMatch((name) -> name.contains("BatchSpanProcessor"));
			MessageTracer messageTracer = context.getBean(MessageTracer.class);
			MessageSpan messageSpan = messageTracer.startSpan(MessageOperation.PUBLISH, MESSAGE, CALLER);
			messageSpan.scoped(TracingConfigurationTests::log);
			messageSpan.end(null);
			assertThat(messageSpan.traceParent()).isEqualTo(CALLER);
			assertThat(messageTracer.startSpan(MessageOperation.PROCESS, MESSAGE, null)).isSameAs(MessageSpan.NOOP);
			assertThat(messageTracer.currentTraceParent()).isNull();
		}
		assertThat(output).contains(" io.asyncreply.Test -: inside");
	}

	@Test
	void linksSpanToItsParent(CapturedOutput output) {
		try (SpanCollector collector = SpanCollector.start();
				ConfigurableApplicationContext context = start(endpoint(collector.endpoint() + "/v1/traces"))) {
			MessageSpan publishSpan = context.getBean(MessageTracer.class)
				.startSpan(MessageOperation.PUBLISH, MESSAGE, CALLER);
			MessageSpan processSpan = context.getBean(MessageTracer.class)
				.startSpan(MessageOperation.PROCESS, MESSAGE, publishSpan.traceParent());
			processSpan.scoped(TracingConfigurationTests::log);
			processSpan.end("out-of-paper");
			publishSpan.end(null);

			CollectedSpan sent = collector.awaitSpan((span) -> span.kind().equals("PRODUCER"));
			CollectedSpan processed = collector.awaitSpan((span) -> span.kind().equals("CONSUMER"));
			assertThat(sent).returns("test", CollectedSpan::service)
				.returns("publish asyncreply.requests:requests.text.process", CollectedSpan::name)
				.returns(TRACE_ID, CollectedSpan::traceId)
				.returns("00f067aa0ba902b7", CollectedSpan::parentId)
				.returns(false, CollectedSpan::failed);
			assertThat(sent.attributes()).containsEntry("messaging.system", "rabbitmq")
				.containsEntry("messaging.operation.type", "send")
				.containsEntry("messaging.message.id", MESSAGE.requestId().toString())
				.containsEntry("asyncreply.attempt", "2");
			assertThat(processed).returns(TRACE_ID, CollectedSpan::traceId)
				.returns(sent.spanId(), CollectedSpan::parentId)
				.returns(true, CollectedSpan::failed);
			assertThat(processed.attributes()).containsEntry("error.type", "out-of-paper");
			assertThat(output).contains(" io.asyncreply.Test - " + TRACE_ID + "-" + processed.spanId() + ": inside");
		}
	}

	@Test
	void propagatesUnsampledTrace() {
		try (SpanCollector collector = SpanCollector.start();
				ConfigurableApplicationContext context = start(endpoint(collector.endpoint() + "/v1/traces"))) {
			MessageTracer messageTracer = context.getBean(MessageTracer.class);
			MessageSpan unsampled = messageTracer.startSpan(MessageOperation.PUBLISH, MESSAGE,
					new TraceParent("00-" + "a".repeat(32) + "-00f067aa0ba902b7-00"));
			assertThat(unsampled.traceParent()).asString().contains("a".repeat(32)).contains("-00]");
			unsampled.end(null);
			messageTracer.startSpan(MessageOperation.PUBLISH, MESSAGE, CALLER).end(null);

			collector.awaitSpan((span) -> span.traceId().equals(TRACE_ID));
			assertThat(collector.spansOfTrace("a".repeat(32))).isEmpty();
		}
	}

	@Test
	void dropsSpansWhileCollectorIsUnavailable() {
		try (ConfigurableApplicationContext context = start(endpoint("http://127.0.0.1:9/v1/traces"),
				"--management.opentelemetry.tracing.export.timeout=1s")) {
			MessageTracer messageTracer = context.getBean(MessageTracer.class);
			for (int i = 0; i < 10_000; i++) {
				MessageSpan messageSpan = messageTracer.startSpan(MessageOperation.PUBLISH, MESSAGE, CALLER);
				assertThat(messageSpan.traceParent()).isNotNull();
				messageSpan.end(null);
			}
		}
	}

	private static String log() {
		logger.warn("inside");
		return "";
	}

	/**
	 * Application with tracing only.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(TracingConfiguration.class)
	static class TracingApplication {

	}

}
