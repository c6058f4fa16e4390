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
 * Base class of tests with {@link MisbehavingHandlers}. After each test no request is in
 * flight, and after all tests the broker has no request left.
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

	/** The statistics of the broker may be 5 s old. */
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
