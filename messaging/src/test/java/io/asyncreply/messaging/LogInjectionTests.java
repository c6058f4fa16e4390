package io.asyncreply.messaging;

import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that untrusted input cannot forge log lines.
 */
@ExtendWith(OutputCaptureExtension.class)
class LogInjectionTests {

	private static final Logger logger = LoggerFactory.getLogger("io.asyncreply.Test");

	/** Reads all output, including that of threads from earlier tests. */
	private static final String FOREIGN_EVENT = "\\S+ +[A-Z]+ +\\[.+?] (?!io\\.asyncreply\\.Test ).*";

	@BeforeEach
	void startApplication() {
		new SpringApplicationBuilder(EmptyApplication.class).web(WebApplicationType.NONE)
			.run("--spring.config.import=classpath:asyncreply-defaults.yml", "--spring.application.name=test")
			.close();
	}

	@AfterAll
	static void restoreLogging() {
		LoggingSystem.get(LogInjectionTests.class.getClassLoader()).cleanUp();
	}

	@Test
	void writesEventOnOneLineWithRequestId(CapturedOutput output) {
		MDC.put("request", "0190a1b2");
		logger.warn("Refused {}", "a\n2026-11-22 forged\r\u001b[31m\u0000\u0085\u2028 消息");
		MDC.clear();

		assertThat(events(output)).singleElement()
			.asString()
			.contains(" io.asyncreply.Test 0190a1b2: ")
			.endsWith("Refused a\\n2026-11-22 forged\\r\\e[31m??? 消息");
	}

	@Test
	void indentsStackTraceWithForgedMessage(CapturedOutput output) {
		logger.error("Failed", new IllegalStateException("a\n2026-11-22 forged\u001b[31m"));

		assertThat(events(output)).singleElement().asString().endsWith(" io.asyncreply.Test -: Failed");
		assertThat(output).contains("    2026-11-22 forged?[31m").contains("    \tat ");
	}

	/** Counts lines that start a log event, without events of other tests. */
	private static List<String> events(CapturedOutput output) {
		return output.toString()
			.lines()
			.filter((line) -> line.startsWith("20") && !line.matches(FOREIGN_EVENT))
			.toList();
	}

	/**
	 * Application without beans.
	 */
	@Configuration(proxyBeanMethods = false)
	static class EmptyApplication {

	}

}
