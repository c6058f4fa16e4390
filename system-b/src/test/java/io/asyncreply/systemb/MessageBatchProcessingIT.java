package io.asyncreply.systemb;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.rabbitmq.client.GetResponse;
import io.asyncreply.messages.AmqpNames;
import io.asyncreply.messages.ControlMessage.QueueStatus;
import io.asyncreply.messages.Request;
import io.asyncreply.messages.RequestId;
import io.asyncreply.messaging.message.OutboundMessage;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Requests that travel together are worked on, answered, recalled and refused one by one.
 */
class MessageBatchProcessingIT extends AbstractMisbehavingHandlersIT {

	MessageBatchProcessingIT() {
		super("--asyncreply.endpoint.operations[text.process].slots=2",
				"--asyncreply.endpoint.operations[text.process].prefetch=10");
	}

	@BeforeAll
	void awaitSignals() {
		this.requester.awaitStation(QUEUE, (station) -> true);
	}

	@Test
	void workerSaysThatItReadsFrames() {
		assertThat(this.requester.awaitStation(QUEUE, (station) -> true)).returns(true, QueueStatus::frames);
	}

	@Test
	void requestsOfAFrameAreAnsweredEachAndTheirRepliesTravelTogether() throws Exception {
		List<Request> requests = IntStream.range(0, 64).mapToObj((i) -> request("text " + i)).toList();
		int messagesBefore = this.requester.endMessages();

		this.requester.submitFrame(requests);

		for (int i = 0; i < requests.size(); i++) {
			ReceivedReply reply = this.requester.awaitEnd(requests.get(i).id());
			assertThat(reply.type()).isEqualTo("succeeded");
			assertThat(reply.body().at("/result/text").asString()).isEqualTo("text " + i);
		}
		assertThat(this.requester.endMessages() - messagesBefore).isLessThan(requests.size());
		assertThat(requests).allMatch((request) -> this.requester.replies(request.id()).size() == 1);
	}

	@Test
	void requestThatCameAloneIsAnsweredAlone() throws Exception {
		int messagesBefore = this.requester.endMessages();
		List<Request> requests = IntStream.range(0, 20).mapToObj((i) -> request("alone")).toList();
		for (Request request : requests) {
			this.requester.submit(request);
		}
		for (Request request : requests) {
			this.requester.awaitEnd(request.id());
		}
		assertThat(this.requester.endMessages() - messagesBefore).isEqualTo(requests.size());
	}

	@Test
	void frameIsAcknowledgedWhenTheLastOfItsRequestsIsAnswered() throws Exception {
		Request quick = request("quick");
		Request stubborn = request("stubborn");

		this.requester.submitFrame(List.of(stubborn, quick));

		assertThat(this.requester.awaitEnd(quick.id()).type()).isEqualTo("succeeded");
		await().atMost(Duration.ofSeconds(30))
			.untilAsserted(() -> assertThat(this.requester.messages()).containsEntry(QUEUE, "1"));
		MisbehavingHandlers.patience.countDown();
		assertThat(this.requester.awaitEnd(stubborn.id()).type()).isEqualTo("succeeded");
	}

	@Test
	void recallAndDeadlineOfOneRequestSpareTheOthers() throws Exception {
		Request recalled = request("endless");
		Request late = this.requester.request("text.process", "{\"text\": \"late\"}", Duration.ofSeconds(-20));
		Request sound = request("sound");

		this.requester.submitFrame(List.of(recalled, late, sound));

		assertThat(this.requester.awaitEnd(sound.id()).type()).isEqualTo("succeeded");
		assertThat(this.requester.awaitEnd(late.id()).problem()).isEqualTo("deadline-exceeded");
		this.requester.recall(recalled.id());
		await().until(() -> this.systemB.inHand() == 0);
		assertThat(this.requester.replies(recalled.id())).noneMatch(ReceivedReply::isEnd);
	}

	@Test
	void requestThatIsTwiceInAFrameIsAnsweredOnce() throws Exception {
		Request twice = request("stubborn");
		Request sound = request("sound");

		this.requester.submitFrame(List.of(twice, twice, sound));
		this.requester.awaitEnd(sound.id());
		MisbehavingHandlers.patience.countDown();

		this.requester.awaitEnd(twice.id());
		await().until(() -> this.systemB.inHand() == 0);
		assertThat(this.requester.replies(twice.id())).filteredOn(ReceivedReply::isEnd).hasSize(1);
	}

	@Test
	void frameThatComesAgainIsGivenBackAndWhatIsInHandGoesOn() throws Exception {
		Request stubborn = request("stubborn");
		this.requester.submitFrame(List.of(stubborn, request("sound")));
		await().until(() -> this.systemB.inHand() == 1);

		this.requester.cutOffSystemB();

		GetResponse given = this.requester.awaitMessage(AmqpNames.DEAD_LETTERS);
		assertThat(given.getProps().getContentType()).isEqualTo("application/vnd.asyncreply.frame+json");
		assertThat(given.getProps().getHeaders().get("x-death")).asString().contains("rejected");
		MisbehavingHandlers.patience.countDown();
		assertThat(this.requester.awaitEnd(stubborn.id()).type()).isEqualTo("succeeded");
	}

	@Test
	void frameThatCannotBeTakenApartIsParked() throws Exception {
		OutboundMessage frame = this.requester.frame(List.of(request("a"), request("b")));
		for (String body : List.of("", "[]", "[[", "{}", "[" + "1,".repeat(256) + "1]")) {
			this.requester.publish(QUEUE, frame.properties(), body.getBytes(StandardCharsets.UTF_8));
			GetResponse parked = this.requester.awaitMessage(AmqpNames.PARKING);
			assertThat(parked.getBody()).asString(StandardCharsets.UTF_8).isEqualTo(body);
			assertThat(parked.getProps().getHeaders().get("reason")).hasToString("body");
		}
	}

	@Test
	void badRequestInAFrameIsParkedAlone() throws Exception {
		Request foreign = this.requester.request("text.word-count", "{\"text\": \"a\"}", Duration.ofMinutes(1));
		Request first = request("first");
		Request last = request("last");

		this.requester.submitFrame(List.of(first, foreign, last));
		GetResponse parked = this.requester.awaitMessage(AmqpNames.PARKING);
		assertThat(parked.getBody()).isEqualTo(foreign.payload().utf8());
		assertThat(parked.getProps().getHeaders().get("reason")).hasToString("type");
		assertThat(parked.getProps().getHeaders().get("parked-message-id")).hasToString(foreign.id().toString());
		Stream.of(first, last).map(Request::id).forEach(this::assertSucceeds);
	}

	private void assertSucceeds(RequestId id) {
		assertThat(this.requester.awaitEnd(id).type()).isEqualTo("succeeded");
	}

	private Request request(String text) {
		return this.requester.request("text.process", payload(text), Duration.ofMinutes(1));
	}

}
