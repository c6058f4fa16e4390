package io.asyncreply.systema.web.tomcat;

import java.nio.file.Path;
import java.util.concurrent.Executor;

import io.asyncreply.systema.SystemAWithoutBroker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.tomcat.TomcatWebServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Executor that serves HTTP, by {@code spring.threads.virtual.enabled}.
 */
@Timeout(120)
class WebServerThreadsIT {

	@Test
	void adaptiveThreadPoolServesByDefault(@TempDir Path folder) {
		assertThat(executor(folder)).isInstanceOf(AdaptiveThreadPool.class);
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void virtualThreadsServeIfEnabled(@TempDir Path folder) {
		assertThat(executor(folder, "spring.threads.virtual.enabled=true")).isNotInstanceOf(AdaptiveThreadPool.class);
	}

	private static Executor executor(Path folder, String... settings) {
		try (SystemAWithoutBroker systemA = SystemAWithoutBroker.start(folder, settings)) {
			return ((TomcatWebServer) systemA.webServer()).getTomcat()
				.getConnector()
				.getProtocolHandler()
				.getExecutor();
		}
	}

}
