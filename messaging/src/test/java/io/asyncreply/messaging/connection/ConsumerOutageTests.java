package io.asyncreply.messaging.connection;

import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests what is logged about an outage of all queues.
 */
@ExtendWith(OutputCaptureExtension.class)
class ConsumerOutageTests {

	private static final List<String> QUEUES = List.of("replies", "dead-letters", "requests.x");

	private final ConsumerOutage outage = new ConsumerOutage();

	@BeforeEach
	void addQueues() {
		QUEUES.forEach(this.outage::add);
	}

	@Test
	void logsBeginAndEndOnceForAllQueues(CapturedOutput output) {
		for (int attempt = 0; attempt < 10; attempt++) {
			QUEUES.forEach((queue) -> this.outage.onInterrupted(queue, "Connection refused"));
		}
		assertThat(output)
			.containsOnlyOnce("No connection to consume 3 queues, retrying every second: Connection refused")
			.containsOnlyOnce("WARN");
		assertThat(QUEUES).allMatch(this.outage::onConsuming);
		assertThat(output).containsOnlyOnce("All 3 queues are consumed again").containsOnlyOnce("INFO");
	}

	@Test
	void logsEachOutage(CapturedOutput output) {
		for (String reason : List.of("reset", "refused")) {
			this.outage.onInterrupted("replies", reason);
			this.outage.onConsuming("replies");
		}
		assertThat(output).containsOnlyOnce("second: reset").containsOnlyOnce("second: refused");
	}

	@Test
	void logsNothingWithoutOutage(CapturedOutput output) {
		assertThat(QUEUES).noneMatch(this.outage::onConsuming);
		assertThat(output).isEmpty();
	}

}
