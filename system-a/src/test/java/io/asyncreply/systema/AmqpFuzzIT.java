package io.asyncreply.systema;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;

import com.rabbitmq.client.AMQP.BasicProperties;
import io.asyncreply.messages.AmqpNames;
import io.asyncreply.messages.Problem;
import io.asyncreply.messages.RawJson;
import io.asyncreply.messages.Reply;
import io.asyncreply.messages.ReplyTimings;
import io.asyncreply.messages.RequestId;
import io.asyncreply.messaging.message.OutboundMessage;
import io.asyncreply.systema.ledger.model.RequestState;
import io.asyncreply.testsupport.InputFuzzer;
import io.asyncreply.testsupport.broker.BrokerUser;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Sends System A replies, dead letters and signals that are a little or very wrong: each
 * is acknowledged, none changes an open request, and sound replies count all the while.
 */
@Timeout(3_600)
@ExtendWith(OutputCaptureExtension.class)
class AmqpFuzzIT {

	private static final Reply SUCCESS = new Reply.Succeeded(
			RawJson.of("{\"text\":\"done\"}".getBytes(StandardCharsets.UTF_8)), ReplyTimings.NONE);

	private static SystemAWithBroker system;

	private final InputFuzzer fuzz = InputFuzzer.begin(800);

	@BeforeAll
	static void start(@TempDir Path folder) throws Exception {
		system = new SystemAWithBroker(folder);
	}

	@AfterAll
	static void stop() throws Exception {
		system.close();
	}

	@Test
	void garbageIsAcknowledgedAndChangesNothing(CapturedOutput output) {
		RequestId open = system.submit(Duration.ofMinutes(10));
		system.awaitState(open, RequestState.QUEUED);
		for (int i = 0; i < this.fuzz.cases(); i++) {
			system.publish(garbage(open));
			if (i % 100 == 0) {
				RequestId neighbour = system.submit(Duration.ofMinutes(10));
				system.publish(system.reply(neighbour, 1, SUCCESS));
				system.awaitState(neighbour, RequestState.SUCCEEDED);
			}
		}
		await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
			assertThat(system.messages(AmqpNames.REPLIES)).isZero();
			assertThat(system.messages(AmqpNames.DEAD_LETTERS)).isZero();
		});
		assertThat(system.find(open)).returns(RequestState.QUEUED, (entry) -> entry.state())
			.returns(1, (entry) -> entry.attempt());
		system.publish(system.reply(open, 1, SUCCESS));
		system.awaitState(open, RequestState.SUCCEEDED);
		assertThat(output.toString().lines()).noneMatch((line) -> line.startsWith("2026-11-22T00:00:00.000Z ERROR"))
			.noneMatch((line) -> line.matches("\\S+ ERROR .*"));
	}

	/** What bears the id of the open request lacks the name of who vouches for it. */
	private OutboundMessage garbage(RequestId open) {
		OutboundMessage sound = system.reply(RequestId.next(Clock.systemUTC()), 1, this.fuzz.one(SUCCESS,
				new Reply.Progress(7, "half"), new Reply.Failed(Problem.of("x", "X", "x"), true, ReplyTimings.NONE)));
		String id = this.fuzz.one(sound.properties().getMessageId(), UUID.randomUUID().toString(),
				shortString(this.fuzz.spoil(sound.properties().getMessageId())));
		boolean aimed = this.fuzz.chance(20);
		BasicProperties properties = sound.properties()
			.builder()
			.messageId(aimed ? open.toString() : id)
			.correlationId(aimed ? open.toString() : this.fuzz.one(id, id, null, "x"))
			.userId(aimed ? null : this.fuzz.one(BrokerUser.ADMINISTRATOR.name(), null))
			.type(this.fuzz.one(sound.properties().getType(), null, shortString(this.fuzz.token()), "text.process"))
			.contentType(this.fuzz.one("application/json", "application/json", null, "", "garbage"))
			.contentEncoding(this.fuzz.one(null, null, "gzip", "UTF-99"))
			.replyTo(this.fuzz.one(null, "amq.rabbitmq.reply-to.x"))
			.expiration(this.fuzz.one(null, null, "0", "1"))
			.priority(this.fuzz.one(null, 0, 255))
			.headers(this.fuzz.chance(30) ? sound.properties().getHeaders() : this.fuzz.table(4))
			.build();
		String[] destination = this.fuzz.one(new String[] { AmqpNames.REPLIES_EXCHANGE, AmqpNames.REPLIES },
				new String[] { AmqpNames.DEAD_LETTERS_EXCHANGE, AmqpNames.DEAD_LETTERS },
				new String[] { AmqpNames.CONTROL_EXCHANGE, "" });
		return new OutboundMessage(destination[0], destination[1], properties, this.fuzz.spoil(sound.body()));
	}

	/** Short strings of AMQP have 255 bytes at most. */
	private static String shortString(String text) {
		return text.substring(0, Math.min(80, text.length()));
	}

}
