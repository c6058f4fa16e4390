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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Sends mutated requests and control messages: System B acks each of them, and keeps
 * replying to valid requests.
 */
@Tag("extended")
@Timeout(3_600)
@NullUnmarked
@ExtendWith(OutputCaptureExtension.class)
class AmqpFuzzIT {

	private static final String PAYLOAD = "{\"text\": \"a\"}";

	private final InputFuzzer inputFuzzer = InputFuzzer.create(600);

	@Test
	void acknowledgesInvalidMessagesAndAnswersValidRequests(CapturedOutput output) throws Exception {
		try (FakeSystemA fakeSystemA = FakeSystemA.connect(TestBroker.shared());
				EmbeddedSystemB systemB = EmbeddedSystemB.start(fakeSystemA)) {
			for (int i = 0; i < this.inputFuzzer.caseCount(); i++) {
				publishInvalidMessage(fakeSystemA);
				if (i % 100 == 0) {
					RequestId validRequest = fakeSystemA.submit("text.process", PAYLOAD);
					assertThat(fakeSystemA.awaitFinalReply(validRequest).type()).isEqualTo("succeeded");
				}
			}
			await().untilAsserted(() -> assertThat(Set.of(AmqpNames.PARKING_QUEUE, AmqpNames.DEAD_LETTERS_QUEUE))
				.containsAll(fakeSystemA.countMessages().keySet()));
			assertThat(systemB.inFlight()).isZero();
			assertThat(fakeSystemA.channel().isOpen()).isTrue();
		}
		assertThat(output.toString().lines()).noneMatch((line) -> line.matches("\\S+ ERROR .*"));
	}

	private void publishInvalidMessage(FakeSystemA fakeSystemA) throws Exception {
		OutboundMessage valid = fakeSystemA.message(this.inputFuzzer.oneOf("text.process", "text.word-count"), PAYLOAD);
		String id = this.inputFuzzer.oneOf(valid.properties().getMessageId(),
				shortString(this.inputFuzzer.randomToken()),
				shortString(this.inputFuzzer.mutate(valid.properties().getMessageId())));
		Map<String, Object> headers = valid.properties().getHeaders();
		BasicProperties properties = valid.properties()
			.builder()
			.messageId(id)
			.correlationId(this.inputFuzzer.oneOf(id, id, id, null, "x"))
			.userId(this.inputFuzzer.oneOf(BrokerUser.SYSTEM_A.name(), BrokerUser.SYSTEM_A.name(), null))
			.type(this.inputFuzzer.oneOf(valid.properties().getType(), null,
					shortString(this.inputFuzzer.randomToken()), "succeeded"))
			.contentType(this.inputFuzzer.oneOf("application/json", "application/json", null, "", "garbage"))
			.contentEncoding(this.inputFuzzer.oneOf(null, null, "gzip", "UTF-99"))
			.replyTo(this.inputFuzzer.oneOf(null, "amq.rabbitmq.reply-to.x"))
			.expiration(this.inputFuzzer.oneOf(null, null, null, "0", "1"))
			.priority(this.inputFuzzer.oneOf(null, 0, 255))
			.headers(this.inputFuzzer.nextBoolean(50) ? headers : this.inputFuzzer.randomHeaders(4))
			.build();
		byte[] body = this.inputFuzzer.mutate(valid.body());
		if (this.inputFuzzer.nextBoolean(80)) {
			fakeSystemA.publish(this.inputFuzzer.oneOf("requests.text.process", "requests.text.word-count.bulk",
					"requests.text.process.suspect"), properties, body);
		}
		else {
			fakeSystemA.channel().basicPublish(AmqpNames.CONTROL_EXCHANGE, "", properties, body);
		}
	}

	/** Shortens a text to what fits into a short string of AMQP: 255 bytes. */
	private static String shortString(String text) {
		return text.substring(0, Math.min(80, text.length()));
	}

}
