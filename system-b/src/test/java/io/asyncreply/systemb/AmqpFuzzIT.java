package io.asyncreply.systemb;

import java.util.Map;
import java.util.Set;

import com.rabbitmq.client.AMQP.BasicProperties;
import io.asyncreply.messages.AmqpNames;
import io.asyncreply.messages.RequestId;
import io.asyncreply.messaging.message.OutboundMessage;
import io.asyncreply.testsupport.InputFuzzer;
import io.asyncreply.testsupport.broker.BrokerUser;
import io.asyncreply.testsupport.broker.TestBroker;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Sends System B requests and signals that are a little or very wrong: each is
 * acknowledged, and sound requests are answered all the while.
 */
@Timeout(3_600)
@NullUnmarked
@ExtendWith(OutputCaptureExtension.class)
class AmqpFuzzIT {

	private static final String PAYLOAD = "{\"text\": \"a\"}";

	private final InputFuzzer fuzz = InputFuzzer.begin(600);

	@Test
	void garbageIsAcknowledgedAndItsNeighboursAreAnswered(CapturedOutput output) throws Exception {
		try (FakeSystemA requester = FakeSystemA.connect(TestBroker.shared());
				EmbeddedSystemB systemB = EmbeddedSystemB.start(requester)) {
			for (int i = 0; i < this.fuzz.cases(); i++) {
				publishGarbage(requester);
				if (i % 100 == 0) {
					RequestId neighbour = requester.submit("text.process", PAYLOAD);
					assertThat(requester.awaitEnd(neighbour).type()).isEqualTo("succeeded");
				}
			}
			await().untilAsserted(() -> assertThat(Set.of(AmqpNames.PARKING, AmqpNames.DEAD_LETTERS))
				.containsAll(requester.messages().keySet()));
			assertThat(systemB.inHand()).isZero();
			assertThat(requester.channel().isOpen()).isTrue();
		}
		assertThat(output.toString().lines()).noneMatch((line) -> line.matches("\\S+ ERROR .*"));
	}

	private void publishGarbage(FakeSystemA requester) throws Exception {
		OutboundMessage sound = requester.message(this.fuzz.one("text.process", "text.word-count"), PAYLOAD);
		String id = this.fuzz.one(sound.properties().getMessageId(), shortString(this.fuzz.token()),
				shortString(this.fuzz.spoil(sound.properties().getMessageId())));
		Map<String, Object> headers = sound.properties().getHeaders();
		BasicProperties properties = sound.properties()
			.builder()
			.messageId(id)
			.correlationId(this.fuzz.one(id, id, id, null, "x"))
			.userId(this.fuzz.one(BrokerUser.SYSTEM_A.name(), BrokerUser.SYSTEM_A.name(), null))
			.type(this.fuzz.one(sound.properties().getType(), null, shortString(this.fuzz.token()), "succeeded"))
			.contentType(this.fuzz.one("application/json", "application/json", null, "", "garbage"))
			.contentEncoding(this.fuzz.one(null, null, "gzip", "UTF-99"))
			.replyTo(this.fuzz.one(null, "amq.rabbitmq.reply-to.x"))
			.expiration(this.fuzz.one(null, null, null, "0", "1"))
			.priority(this.fuzz.one(null, 0, 255))
			.headers(this.fuzz.chance(50) ? headers : this.fuzz.table(4))
			.build();
		byte[] body = this.fuzz.spoil(sound.body());
		if (this.fuzz.chance(80)) {
			requester.publish(this.fuzz.one("requests.text.process", "requests.text.word-count.bulk",
					"requests.text.process.suspect"), properties, body);
		}
		else {
			requester.channel().basicPublish(AmqpNames.CONTROL_EXCHANGE, "", properties, body);
		}
	}

	/** Short strings of AMQP have 255 bytes at most. */
	private static String shortString(String text) {
		return text.substring(0, Math.min(80, text.length()));
	}

}
