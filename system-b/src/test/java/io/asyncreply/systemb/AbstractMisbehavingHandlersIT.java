package io.asyncreply.systemb;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

import io.asyncreply.messages.RequestId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A System B whose handlers misbehave as {@link MisbehavingHandlers} has them, and which
 * has nothing in hand once a test is over, nor has the broker once all are.
 */
abstract class AbstractMisbehavingHandlersIT extends AbstractSystemBIT {

	AbstractMisbehavingHandlersIT(String... settings) {
		super(MisbehavingHandlers.class, settings);
	}

	@BeforeEach
	void resetReleaseLatch() {
		MisbehavingHandlers.releaseLatch = new CountDownLatch(1);
	}

	@AfterEach
	void assertNothingIsInFlight() {
		MisbehavingHandlers.releaseLatch.countDown();
		await().until(() -> this.systemB.inFlight() == 0);
	}

	/** What the broker says of a queue may be five seconds old. */
	@AfterAll
	void assertEverythingIsAcknowledged() {
		await().atMost(Duration.ofSeconds(30))
			.untilAsserted(() -> assertThat(this.fakeSystemA.countMessages().keySet())
				.noneMatch((queue) -> queue.startsWith("requests.")));
	}

	RequestId submit(String behaviour) throws Exception {
		return this.fakeSystemA.submit("text.process", payload(behaviour));
	}

	static String payload(String behaviour) {
		return "{\"text\": \"" + behaviour + "\"}";
	}

}
