package io.asyncreply.systemb;

import java.io.IOException;
import java.util.concurrent.TimeoutException;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.asyncreply.messages.RequestId;
import io.asyncreply.testsupport.broker.BrokerUser;
import io.asyncreply.testsupport.broker.TestBroker;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Requests that were in flight when workers were lost. Only a request that was alone each
 * time may have crashed them.
 */
class CrashSuspectIT {

	private static final String QUEUE = "requests.text.process";

	private static final String DEAD_LETTERS = "dead-letters";

	private FakeSystemA fakeSystemA;

	@BeforeEach
	void connect() throws Exception {
		this.fakeSystemA = FakeSystemA.connect(TestBroker.shared());
	}

	@AfterEach
	void close() throws Exception {
		this.fakeSystemA.close();
	}

	@Test
	void rejectsRequestThatWasReturnedTwiceAndAlone() throws Exception {
		RequestId id = submit();
		loseWorker(1);
		loseWorker(1);
		try (EmbeddedSystemB systemB = EmbeddedSystemB.start(this.fakeSystemA)) {
			await().until(() -> this.fakeSystemA.countReady(DEAD_LETTERS) == 1);
			assertThat(this.fakeSystemA.replies(id)).isEmpty();
			RequestId next = submit();
			assertThat(this.fakeSystemA.awaitFinalReply(next).type()).isEqualTo("succeeded");
			assertThat(systemB.inFlight()).isZero();
		}
	}

	@Test
	void processesRequestThatWasReturnedOnce() throws Exception {
		RequestId id = submit();
		loseWorker(1);
		try (EmbeddedSystemB systemB = EmbeddedSystemB.start(this.fakeSystemA)) {
			assertThat(this.fakeSystemA.awaitFinalReply(id).type()).isEqualTo("succeeded");
			await().until(() -> systemB.inFlight() == 0);
		}
	}

	@Test
	void processesRequestsThatWereReturnedTogether() throws Exception {
		RequestId first = submit();
		RequestId second = submit();
		loseWorker(2);
		loseWorker(2);
		try (EmbeddedSystemB systemB = EmbeddedSystemB.start(this.fakeSystemA)) {
			assertThat(this.fakeSystemA.awaitFinalReply(first).type()).isEqualTo("succeeded");
			assertThat(this.fakeSystemA.awaitFinalReply(second).type()).isEqualTo("succeeded");
			await().until(() -> systemB.inFlight() == 0);
		}
		assertThat(this.fakeSystemA.countReady(DEAD_LETTERS)).isZero();
	}

	@Test
	void continuesRequestInFlightWhoseConnectionWasLostTwice() throws Exception {
		try (EmbeddedSystemB systemB = EmbeddedSystemB.start(this.fakeSystemA,
				"--spring.lifecycle.timeout-per-shutdown-phase=1s")) {
			RequestId id = this.fakeSystemA.submit("work.simulate", "{\"millis\": 600000}");
			await().until(() -> !this.fakeSystemA.replies(id).isEmpty());
			for (int lost = 1; lost <= 2; lost++) {
				this.fakeSystemA.disconnectSystemB();
				int duplicates = lost;
				await().until(() -> systemB.count("asyncreply.requests.skipped", "reason", "duplicate") == duplicates);
			}
			assertThat(systemB.inFlight()).isOne();
		}
		assertThat(this.fakeSystemA.countReady(DEAD_LETTERS)).isZero();
	}

	private RequestId submit() throws IOException {
		return this.fakeSystemA.submit("text.process", "{\"text\": \"a\"}");
	}

	/** Takes all requests and closes the connection, like a worker that crashes. */
	private void loseWorker(int requests) throws IOException, TimeoutException {
		await().until(() -> this.fakeSystemA.countReady(QUEUE) == requests);
		try (Connection connection = this.fakeSystemA.broker()
			.newConnectionFactory(this.fakeSystemA.virtualHost(), BrokerUser.SYSTEM_B)
			.newConnection(); Channel channel = connection.createChannel()) {
			for (int i = 0; i < requests; i++) {
				assertThat(channel.basicGet(QUEUE, false)).isNotNull();
			}
		}
	}

}
