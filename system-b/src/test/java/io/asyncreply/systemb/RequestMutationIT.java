package io.asyncreply.systemb;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.asyncreply.messages.AmqpNames;
import io.asyncreply.messages.ControlMessage;
import io.asyncreply.messages.ControlMessage.Cancellation;
import io.asyncreply.messages.ControlMessage.CancelledAttempt;
import io.asyncreply.messages.ControlMessage.Heartbeat;
import io.asyncreply.messages.ControlMessage.QueueStatus;
import io.asyncreply.messages.ControlMessage.RequestsChanged;
import io.asyncreply.messages.RawJson;
import io.asyncreply.messages.Request;
import io.asyncreply.messages.RequestId;
import io.asyncreply.messaging.json.StrictJson;
import io.asyncreply.messaging.message.OutboundMessage;
import io.asyncreply.testsupport.MessageMutations;
import io.asyncreply.testsupport.MessageMutations.Mutation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Mutates each member of the messages that System B receives. Each mutation ends in a
 * counted, bounded outcome: a reply, a parked copy, a dead letter, or an ignored control
 * message.
 */
@Tag("extended")
@Timeout(300)
@ExtendWith(OutputCaptureExtension.class)
class RequestMutationIT extends AbstractSystemBIT {

	private static final String PAYLOAD = "{\"text\":\"a\"}";

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	private static final RequestId UNKNOWN = RequestId.of("01900000-0000-7000-8000-000000000000");

	@Test
	void answersOrParksEachMutationOfRequest(CapturedOutput output) throws Exception {
		List<Mutation> sent = new ArrayList<>();
		double parkedBefore = countParked();
		for (int i = 0; i < mutations(request()).size(); i++) {
			Mutation mutation = mutations(request()).get(i);
			sent.add(mutation);
			this.fakeSystemA.publish(QUEUE, mutation.properties(), mutation.body());
		}
		awaitNothingLeft();
		List<Mutation> unanswered = sent.stream().filter((mutation) -> !isAnswered(mutation)).toList();
		assertThat(unanswered).extracting(Mutation::name)
			.containsExactlyInAnyOrder("batch content type", "no correlation id", "malformed correlation id");
		assertThat(countParked() - parkedBefore).isGreaterThanOrEqualTo(unanswered.size());
		assertWorks(output);
	}

	@Test
	void answersOrParksEachMutationOfBatch(CapturedOutput output) throws Exception {
		double parkedBefore = countParked();
		long unanswered = 0;
		List<List<Request>> sent = new ArrayList<>();
		List<Mutation> mutations = new ArrayList<>();
		for (int i = 0; i < mutations(this.fakeSystemA.batch(pair())).size(); i++) {
			List<Request> pair = pair();
			Mutation mutation = mutations(this.fakeSystemA.batch(pair)).get(i);
			sent.add(pair);
			mutations.add(mutation);
			this.fakeSystemA.publish(QUEUE, mutation.properties(), mutation.body());
		}
		awaitNothingLeft();
		for (int i = 0; i < sent.size(); i++) {
			String name = mutations.get(i).name();
			List<RequestId> answered = sent.get(i)
				.stream()
				.map(Request::id)
				.filter(this.fakeSystemA::hasFinalReply)
				.toList();
			unanswered += answered.isEmpty() ? 1 : 0;
			if (name.matches("/0/[01]/.*")) { // the pairs can be separated
				assertThat(answered).as(name).contains(sent.get(i).get(1).id());
			}
		}
		assertThat(countParked()).isGreaterThanOrEqualTo(parkedBefore + unanswered);
		assertWorks(output);
	}

	@ParameterizedTest
	@MethodSource
	void ignoresEachMutationOfControlMessage(ControlMessage controlMessage, CapturedOutput output) throws Exception {
		double ignoredBefore = this.systemB.count("asyncreply.control.messages.ignored");
		OutboundMessage valid = this.fakeSystemA.message(controlMessage);
		for (Mutation mutation : mutations(valid)) {
			this.fakeSystemA.channel()
				.basicPublish(valid.exchange(), valid.routingKey(), mutation.properties(), mutation.body());
		}
		RequestId running = this.fakeSystemA.submit("work.simulate", "{\"millis\":25000}");
		await().atMost(TIMEOUT).until(() -> this.systemB.inFlight() == 1);
		this.fakeSystemA.cancel(running);
		await().atMost(Duration.ofSeconds(20)).until(() -> this.systemB.inFlight() == 0);
		assertThat(this.fakeSystemA.hasFinalReply(running)).isFalse();
		assertThat(this.systemB.count("asyncreply.control.messages.ignored")).isGreaterThan(ignoredBefore);
		assertWorks(output);
	}

	static Stream<ControlMessage> ignoresEachMutationOfControlMessage() {
		return Stream.of(new Cancellation(List.of(new CancelledAttempt(UNKNOWN, 1))),
				new RequestsChanged(List.of(UNKNOWN)), new Heartbeat("a-worker", false, List.of(new QueueStatus(QUEUE,
						8, 256, Duration.ofSeconds(30), 1, 5, Duration.ofSeconds(1), List.of(UNKNOWN), true))));
	}

	/** The client library refuses its frame and ends the connection. */
	@Test
	void deadLettersRequestThatEndsTheConnection() throws Exception {
		OutboundMessage valid = request();
		this.fakeSystemA.publish(QUEUE,
				valid.properties().builder().headers(Map.of("deep", MessageMutations.nestedHeader(40))).build(),
				valid.body());
		await().atMost(Duration.ofMinutes(2))
			.until(() -> this.fakeSystemA.countReady(AmqpNames.DEAD_LETTERS_QUEUE) == 1);
		this.fakeSystemA.channel().queuePurge(AmqpNames.DEAD_LETTERS_QUEUE);
		this.fakeSystemA.awaitFinalReply(this.fakeSystemA.submit("text.process", PAYLOAD));
	}

	private void awaitNothingLeft() {
		await().atMost(TIMEOUT)
			.untilAsserted(
					() -> assertThat(this.fakeSystemA.countMessages().keySet()).isSubsetOf(AmqpNames.PARKING_QUEUE));
		assertThat(this.systemB.inFlight()).isZero();
	}

	private boolean isAnswered(Mutation mutation) {
		return this.fakeSystemA.replies(String.valueOf(mutation.properties().getCorrelationId()))
			.stream()
			.anyMatch(ReceivedReply::isFinal);
	}

	private double countParked() {
		return this.systemB.count("asyncreply.messages.parked");
	}

	private void assertWorks(CapturedOutput output) throws IOException {
		assertThat(this.fakeSystemA.awaitFinalReply(this.fakeSystemA.submit("text.process", PAYLOAD)).type())
			.isEqualTo("succeeded");
		assertThat(output.toString().lines()).noneMatch((line) -> line.matches("\\S+ ERROR .*"));
	}

	private OutboundMessage request() {
		return this.fakeSystemA.message("text.process", PAYLOAD);
	}

	private List<Request> pair() {
		return Stream.generate(() -> this.fakeSystemA.request("text.process", PAYLOAD, Duration.ofMinutes(5)))
			.limit(2)
			.toList();
	}

	private static List<Mutation> mutations(OutboundMessage message) {
		return MessageMutations.of(message.properties(), StrictJson.bind(RawJson.of(message.body()), Object.class),
				(body) -> StrictJson.write(body).utf8());
	}

}
