package io.asyncreply.systemb;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.rabbitmq.client.AMQP.BasicProperties;
import io.asyncreply.messages.Request;
import io.asyncreply.messages.RequestId;
import io.asyncreply.messaging.message.OutboundMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The ledger of a request in each of its replies.
 */
@Timeout(60)
class LedgerHeaderIT extends AbstractSystemBIT {

	private static final String SIMULATION = """
			{"millis": 800, "failPermanently": %s}""";

	@Test
	void namesLedgerInProgressSuccessAndFailure() throws Exception {
		RequestId succeeding = this.fakeSystemA.submit("work.simulate", SIMULATION.formatted(false));
		RequestId failing = this.fakeSystemA.submit("work.simulate", SIMULATION.formatted(true));
		for (RequestId id : List.of(succeeding, failing)) {
			this.fakeSystemA.awaitFinalReply(id);
			assertThat(this.fakeSystemA.replies(id)).hasSizeGreaterThan(1)
				.extracting(ReceivedReply::ledger)
				.containsOnly(FakeSystemA.LEDGER);
		}
	}

	@Test
	void namesLedgerInBatchedReplies() throws Exception {
		List<Request> requests = List.of(request("a"), request("b"));
		this.fakeSystemA.submitBatch(requests);
		requests.forEach((request) -> assertThat(this.fakeSystemA.awaitFinalReply(request.id()).ledger())
			.isEqualTo(FakeSystemA.LEDGER));
	}

	@Test
	void namesLedgerInReplyToInvalidRequest() throws Exception {
		OutboundMessage message = this.fakeSystemA.message("text.process", "[");
		this.fakeSystemA.publish(message);
		assertThat(this.fakeSystemA.awaitFinalReply(message)).returns("invalid-message", ReceivedReply::problem)
			.returns(FakeSystemA.LEDGER, ReceivedReply::ledger);
	}

	@Test
	void namesNoLedgerIfTheRequestNamesNone() throws Exception {
		OutboundMessage message = this.fakeSystemA.message("text.process", "{\"text\":\"older\"}");
		Map<String, Object> headers = new HashMap<>(message.properties().getHeaders());
		headers.remove("ledger");
		BasicProperties properties = message.properties().builder().headers(headers).build();
		this.fakeSystemA.publish(QUEUE, properties, message.body());
		String id = properties.getCorrelationId();
		await().atMost(Duration.ofSeconds(30)).until(() -> !this.fakeSystemA.replies(id).isEmpty());
		assertThat(this.fakeSystemA.replies(id)).extracting(ReceivedReply::ledger).containsOnly("null");
	}

	private Request request(String text) {
		return this.fakeSystemA.request("text.process", "{\"text\":\"" + text + "\"}", Duration.ofMinutes(1));
	}

}
