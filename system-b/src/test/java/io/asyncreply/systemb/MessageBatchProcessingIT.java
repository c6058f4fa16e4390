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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests that the requests of a message batch are processed, cancelled and parked
 * independently.
 */
class MessageBatchProcessingIT extends AbstractMisbehavingHandlersIT {

	MessageBatchProcessingIT() {
		super("--asyncreply.worker.operations[text.process].concurrency=2",
				"--asyncreply.worker.operations[text.process].prefetch=10",
				"--asyncreply.worker.operations[text.process].limit=2m");
	}

	@BeforeAll
	void awaitHeartbeat() {
		this.fakeSystemA.awaitQueueStatus(QUEUE, (queueStatus) -> true);
	}

	@Test
	void announcesThatItReadsBatches() {
		assertThat(this.fakeSystemA.awaitQueueStatus(QUEUE, (queueStatus) -> true)).returns(true,
				QueueStatus::readsBatches);
	}

	@Test
	void answersEachRequestOfBatchAndBatchesReplies() throws Exception {
		List<Request> requests = IntStream.range(0, 64).mapToObj((i) -> request("text " + i)).toList();
		int messagesBefore = this.fakeSystemA.countFinalReplyMessages();

		this.fakeSystemA.submitBatch(requests);

		for (int i = 0; i < requests.size(); i++) {
			ReceivedReply reply = this.fakeSystemA.awaitFinalReply(requests.get(i).id());
			assertThat(reply.type()).isEqualTo("succeeded");
			assertThat(reply.body().at("/result/text").asString()).isEqualTo("text " + i);
		}
		assertThat(this.fakeSystemA.countFinalReplyMessages() - messagesBefore).isLessThan(requests.size());
		assertThat(requests).allMatch((request) -> this.fakeSystemA.replies(request.id()).size() == 1);
	}

	@Test
	void answersSingleRequestSingly() throws Exception {
		int messagesBefore = this.fakeSystemA.countFinalReplyMessages();
		List<Request> requests = IntStream.range(0, 20).mapToObj((i) -> request("alone")).toList();
		for (Request request : requests) {
			this.fakeSystemA.submit(request);
		}
		for (Request request : requests) {
			this.fakeSystemA.awaitFinalReply(request.id());
		}
		assertThat(this.fakeSystemA.countFinalReplyMessages() - messagesBefore).isEqualTo(requests.size());
	}

	@Test
	void acknowledgesBatchAfterItsLastReply() throws Exception {
		Request quick = request("quick");
		Request stubborn = request("stubborn");

		this.fakeSystemA.submitBatch(List.of(stubborn, quick));

		assertThat(this.fakeSystemA.awaitFinalReply(quick.id()).type()).isEqualTo("succeeded");
		await().atMost(Duration.ofSeconds(30))
			.untilAsserted(() -> assertThat(this.fakeSystemA.countMessages()).containsEntry(QUEUE, "1"));
		MisbehavingHandlers.releaseLatch.countDown();
		assertThat(this.fakeSystemA.awaitFinalReply(stubborn.id()).type()).isEqualTo("succeeded");
	}

	@Test
	void cancelsAndExpiresSingleRequestsOfBatch() throws Exception {
		Request cancelled = request("endless");
		Request late = this.fakeSystemA.request("text.process", "{\"text\": \"late\"}", Duration.ofSeconds(-20));
		Request valid = request("valid");

		this.fakeSystemA.submitBatch(List.of(cancelled, late, valid));

		assertThat(this.fakeSystemA.awaitFinalReply(valid.id()).type()).isEqualTo("succeeded");
		assertThat(this.fakeSystemA.awaitFinalReply(late.id()).problem()).isEqualTo("deadline-exceeded");
		this.fakeSystemA.cancel(cancelled.id());
		await().until(() -> this.systemB.inFlight() == 0);
		assertThat(this.fakeSystemA.replies(cancelled.id())).noneMatch(ReceivedReply::isFinal);
	}

	@Test
	void answersDuplicateInBatchOnce() throws Exception {
		Request duplicate = request("stubborn");
		Request valid = request("valid");

		this.fakeSystemA.submitBatch(List.of(duplicate, duplicate, valid));
		this.fakeSystemA.awaitFinalReply(valid.id());
		MisbehavingHandlers.releaseLatch.countDown();

		this.fakeSystemA.awaitFinalReply(duplicate.id());
		await().until(() -> this.systemB.inFlight() == 0);
		assertThat(this.fakeSystemA.replies(duplicate.id())).filteredOn(ReceivedReply::isFinal).hasSize(1);
	}

	@Test
	@Tag("extended")
	void rejectsRedeliveredBatchAndContinuesProcessing() throws Exception {
		Request stubborn = request("stubborn");
		this.fakeSystemA.submitBatch(List.of(stubborn, request("valid")));
		await().until(() -> this.systemB.inFlight() == 1);

		this.fakeSystemA.disconnectSystemB();

		GetResponse returned = this.fakeSystemA.awaitMessage(AmqpNames.DEAD_LETTERS_QUEUE);
		assertThat(returned.getProps().getContentType()).isEqualTo("application/vnd.asyncreply.message-batch+json");
		assertThat(returned.getProps().getHeaders().get("x-death")).asString().contains("rejected");
		MisbehavingHandlers.releaseLatch.countDown();
		assertThat(this.fakeSystemA.awaitFinalReply(stubborn.id()).type()).isEqualTo("succeeded");
	}

	@Test
	void parksUnsplittableBatch() throws Exception {
		OutboundMessage batch = this.fakeSystemA.batch(List.of(request("a"), request("b")));
		for (String body : List.of("", "[]", "[[", "{}", "[" + "1,".repeat(256) + "1]")) {
			this.fakeSystemA.publish(QUEUE, batch.properties(), body.getBytes(StandardCharsets.UTF_8));
			GetResponse parked = this.fakeSystemA.awaitMessage(AmqpNames.PARKING_QUEUE);
			assertThat(parked.getBody()).asString(StandardCharsets.UTF_8).isEqualTo(body);
			assertThat(parked.getProps().getHeaders().get("reason")).hasToString("body");
		}
	}

	@Test
	void parksInvalidRequestOfBatchAlone() throws Exception {
		Request foreign = this.fakeSystemA.request("text.word-count", "{\"text\": \"a\"}", Duration.ofMinutes(1));
		Request first = request("first");
		Request last = request("last");

		this.fakeSystemA.submitBatch(List.of(first, foreign, last));
		GetResponse parked = this.fakeSystemA.awaitMessage(AmqpNames.PARKING_QUEUE);
		assertThat(parked.getBody()).isEqualTo(foreign.payload().utf8());
		assertThat(parked.getProps().getHeaders().get("reason")).hasToString("type");
		assertThat(parked.getProps().getHeaders().get("parked-message-id")).hasToString(foreign.id().toString());
		Stream.of(first, last).map(Request::id).forEach(this::assertSucceeds);
	}

	private void assertSucceeds(RequestId id) {
		assertThat(this.fakeSystemA.awaitFinalReply(id).type()).isEqualTo("succeeded");
	}

	private Request request(String text) {
		return this.fakeSystemA.request("text.process", payload(text), Duration.ofMinutes(1));
	}

}
