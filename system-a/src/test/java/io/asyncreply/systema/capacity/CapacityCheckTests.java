package io.asyncreply.systema.capacity;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link CapacityCheck}.
 */
@ExtendWith(OutputCaptureExtension.class)
@ResourceLock(Resources.SYSTEM_OUT)
class CapacityCheckTests {

	private static final ProcessResources RESOURCES = new ProcessResources(512L * 1024 * 1024, 1_000);

	private static final DefaultLimits LIMITS = new DefaultLimits(400, 300, 200, 100, 32L * 1024 * 1024,
			64L * 1024 * 1024);

	private final MockEnvironment settings = new MockEnvironment();

	private void check() {
		new CapacityCheck(RESOURCES, LIMITS, this.settings).afterSingletonsInstantiated();
	}

	@Test
	void logsLimitsThatFit(CapturedOutput output) {
		this.settings.setProperty("asyncreply.waiting.max-callers", "250");
		check();
		assertThat(output)
			.contains("a heap of 512 MiB and 1000 file descriptors",
					"server.tomcat.max-connections 400, asyncreply.waiting.max-callers 250, "
							+ "asyncreply.waiting.max-streams 200, asyncreply.requests.max-unfinished-bodies 100",
					"unfinished bodies 32 MiB, unsent answers 64 MiB")
			.doesNotContain("WARN");
	}

	@ParameterizedTest
	@ValueSource(strings = { "server.tomcat.max-connections", "asyncreply.waiting.max-callers",
			"asyncreply.waiting.max-streams", "asyncreply.requests.max-unfinished-bodies" })
	void warnsOfLimitWithoutRoom(String setting, CapturedOutput output) {
		this.settings.setProperty(setting, "401");
		check();
		assertThat(output.toString().lines().filter((line) -> line.contains("WARN"))).singleElement()
			.asString()
			.contains(setting + " is 401, but ", "fit a heap of 512 MiB");
	}

}
