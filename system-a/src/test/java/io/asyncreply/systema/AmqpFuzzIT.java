package io.asyncreply.systema;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;

import com.rabbitmq.client.AMQP.BasicProperties;
import io.asyncreply.messages.AmqpNames;
import io.asyncreply.messages.Problem;
import io.asyncreply.messages.Reply;
import io.asyncreply.messages.RequestId;
import io.asyncreply.messaging.message.OutboundMessage;
import io.asyncreply.systema.ledger.model.RequestState;
import io.asyncreply.testsupport.InputFuzzer;
import io.asyncreply.testsupport.broker.BrokerUser;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Sends mutated replies, dead letters and control messages. System A acks each of them,
 * none changes an open request, and valid replies are still recorded.
 */
@Tag("extended")
@Timeout(3_600)
@ExtendWith(OutputCaptureExtension.class)
@Isolated
class AmqpFuzzIT {

	private static SystemAWithBroker systemA;

	private final InputFuzzer inputFuzzer = InputFuzzer.create(800);

	@BeforeAll
	static void start(@TempDir Path folder) throws Exception {
		systemA = new SystemAWithBroker(folder);
	}

	@AfterAll
	static void stop() throws Exception {
		systemA.close();
	}

	@Test
	void acknowledgesInvalidMessagesWithoutChangingRequests(CapturedOutput output) {
		RequestId open = systemA.submit(Duration.ofMinutes(10));
		systemA.awaitState(open, RequestState.QUEUED);
		for (int i = 0; i < this.inputFuzzer.caseCount(); i++) {
			systemA.publish(invalidMessage(open));
			if (i % 100 == 0) {
				RequestId neighbour = systemA.submit(Duration.ofMinutes(10));
				systemA.publish(systemA.reply(neighbour, 1, SystemAWithBroker.SUCCESS));
				systemA.awaitState(neighbour, RequestState.SUCCEEDED);
			}
		}
		await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
			assertThat(systemA.countMessages(AmqpNames.REPLIES_QUEUE)).isZero();
			assertThat(systemA.countMessages(AmqpNames.DEAD_LETTERS_QUEUE)).isZero();
		});
		assertThat(systemA.find(open)).returns(RequestState.QUEUED, (stored) -> stored.state())
			.returns(1, (stored) -> stored.attempt());
		systemA.publish(systemA.reply(open, 1, SystemAWithBroker.SUCCESS));
		systemA.awaitState(open, RequestState.SUCCEEDED);
		assertThat(output.toString().lines()).noneMatch((line) -> line.startsWith("2026-11-22T00:00:00.000Z ERROR"))
			.noneMatch((line) -> line.matches("\\S+ ERROR .*"));
	}

	/** Messages with the id of the open request have no {@code user-id}. */
	private OutboundMessage invalidMessage(RequestId open) {
		OutboundMessage valid = systemA.reply(RequestId.generate(Clock.systemUTC()), 1,
				this.inputFuzzer.oneOf(SystemAWithBroker.SUCCESS, new Reply.Progress(7, "half"),
						new Reply.Failed(Problem.of("x", "X", "x"), true, Reply.Timings.NONE)));
		String id = this.inputFuzzer.oneOf(valid.properties().getMessageId(), UUID.randomUUID().toString(),
				shortString(this.inputFuzzer.mutate(valid.properties().getMessageId())));
		boolean targeted = this.inputFuzzer.nextBoolean(20);
		BasicProperties properties = valid.properties()
			.builder()
			.messageId(targeted ? open.toString() : id)
			.correlationId(targeted ? open.toString() : this.inputFuzzer.oneOf(id, id, null, "x"))
			.userId(targeted ? null : this.inputFuzzer.oneOf(BrokerUser.ADMINISTRATOR.name(), null))
			.type(this.inputFuzzer.oneOf(valid.properties().getType(), null,
					shortString(this.inputFuzzer.randomToken()), "text.process"))
			.contentType(this.inputFuzzer.oneOf("application/json", "application/json", null, "", "garbage"))
			.contentEncoding(this.inputFuzzer.oneOf(null, null, "gzip", "UTF-99"))
			.replyTo(this.inputFuzzer.oneOf(null, "amq.rabbitmq.reply-to.x"))
			.expiration(this.inputFuzzer.oneOf(null, null, "0", "1"))
			.priority(this.inputFuzzer.oneOf(null, 0, 255))
			.headers(this.inputFuzzer.nextBoolean(30) ? valid.properties().getHeaders()
					: this.inputFuzzer.randomHeaders(4))
			.build();
		String[] destination = this.inputFuzzer.oneOf(
				new String[] { AmqpNames.REPLIES_EXCHANGE, AmqpNames.REPLIES_QUEUE },
				new String[] { AmqpNames.DEAD_LETTERS_EXCHANGE, AmqpNames.DEAD_LETTERS_QUEUE },
				new String[] { AmqpNames.CONTROL_EXCHANGE, "" });
		return new OutboundMessage(destination[0], destination[1], properties, this.inputFuzzer.mutate(valid.body()));
	}

	/** Truncates, because short strings of AMQP have at most 255 bytes. */
	private static String shortString(String text) {
		return text.substring(0, Math.min(80, text.length()));
	}

}
