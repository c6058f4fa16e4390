package io.asyncreply.systema.monitoring;

import java.nio.file.Path;
import java.time.Duration;

import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.SystemAWithBroker;
import io.asyncreply.systema.SystemAWithoutBroker;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static io.asyncreply.systema.SystemAWithoutBroker.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Open requests of an operation that was removed: System A is started again in the
 * default profile, which has no {@code work.simulate}.
 */
@Timeout(120)
class UnknownOperationIT {

	private static final String WITHOUT_DEMO = "spring.profiles.active=other";

	private static final String QUEUE = "requests.work.simulate";

	private Path folder;

	private RequestId id;

	@BeforeEach
	void submitBeforeRemoval(@TempDir Path ledgerFolder) {
		this.folder = ledgerFolder;
		try (SystemAWithoutBroker systemA = SystemAWithoutBroker.start(ledgerFolder)) {
			this.id = SystemAWithoutBroker.id(systemA.post("""
					{"operation": "work.simulate", "payload": {"millis": 1}}"""));
		}
	}

	@Test
	void saysThatNoSystemKnowsOperation() throws Exception {
		try (SystemAWithBroker systemA = new SystemAWithBroker(this.folder, WITHOUT_DEMO)) {
			await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
				assertThat(explanation(json(systemA.get("/actuator/health"))))
					.isEqualTo("no system knows this operation");
				JsonNode why = json(systemA.get(SystemAWithoutBroker.path(this.id) + "/why"));
				assertThat(why.path("summary").asString()).contains("no system knows this operation");
				assertThat(why.path("unknownOperation").asBoolean()).isTrue();
			});
			systemA.publishHeartbeat(QUEUE);
			await().untilAsserted(() -> assertThat(explanation(json(systemA.get("/actuator/health"))))
				.isEqualTo("this System A does not know this operation"));
		}
	}

	@Test
	void staysReadyAndForgetsOperationWithItsLastRequest() {
		try (SystemAWithoutBroker systemA = SystemAWithoutBroker.start(this.folder, WITHOUT_DEMO)) {
			await().untilAsserted(() -> assertThat(explanation(json(systemA.get("/actuator/health"))))
				.isEqualTo("this System A does not know this operation"));
			assertThat(systemA.get("/actuator/health/readiness").statusCode()).isEqualTo(200);
			systemA.succeed(this.id, "{}");
			await().untilAsserted(() -> assertThat(explanation(json(systemA.get("/actuator/health")))).isEmpty());
		}
	}

	private static String explanation(JsonNode health) {
		return health.at("/components")
			.path("workers")
			.path("details")
			.path("unknownOperations")
			.path("work.simulate")
			.asString("");
	}

}
