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
	void losePatience() {
		MisbehavingHandlers.patience = new CountDownLatch(1);
	}

	@AfterEach
	void nothingStaysInHand() {
		MisbehavingHandlers.patience.countDown();
		await().until(() -> this.systemB.inHand() == 0);
	}

	/** What the broker says of a queue may be five seconds old. */
	@AfterAll
	void everythingWasAcknowledged() {
		await().atMost(Duration.ofSeconds(30))
			.untilAsserted(() -> assertThat(this.requester.messages().keySet())
				.noneMatch((queue) -> queue.startsWith("requests.")));
	}

	RequestId submit(String how) throws Exception {
		return this.requester.submit("text.process", payload(how));
	}

	static String payload(String how) {
		return "{\"text\": \"" + how + "\"}";
	}

}
