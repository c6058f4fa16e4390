package io.asyncreply.systema;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

import io.asyncreply.messages.ControlMessage;
import io.asyncreply.messages.ControlMessage.Cancellation;
import io.asyncreply.messages.ControlMessage.CancelledAttempt;
import io.asyncreply.messages.ControlMessage.Heartbeat;
import io.asyncreply.messages.ControlMessage.QueueStatus;
import io.asyncreply.messages.ControlMessage.RequestsChanged;
import io.asyncreply.messages.RawJson;
import io.asyncreply.messages.RequestId;
import io.asyncreply.messaging.json.StrictJson;
import io.asyncreply.messaging.message.OutboundMessage;
import io.asyncreply.systema.ledger.model.RequestState;
import io.asyncreply.systema.ledger.model.StoredRequest;
import io.asyncreply.testsupport.MessageMutations;
import io.asyncreply.testsupport.MessageMutations.Mutation;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static io.asyncreply.systema.SystemAWithBroker.QUEUE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Mutates each member of the dead letters and control messages that System A receives.
 * Each mutated dead letter is decided or parked, and its request can still be answered.
 * Each mutated control message is read or ignored.
 */
@Tag("extended")
@Timeout(300)
@ExtendWith(OutputCaptureExtension.class)
class DeadLetterMutationIT {

	private static final RequestId UNKNOWN = RequestId.of("01900000-0000-7000-8000-000000000000");

	private static SystemAWithBroker systemA;

	@BeforeAll
	static void start(@TempDir Path folder) throws Exception {
		systemA = new SystemAWithBroker(folder);
	}

	@AfterAll
	static void stop() throws Exception {
		systemA.close();
	}

	@ParameterizedTest
	@CsvSource({ "rejected, requests.text.process", "expired, requests.text.process",
			"delivery_limit, requests.text.process.suspect" })
	void decidesOrParksEachMutationOfDeadLetter(String reason, String queue, CapturedOutput output) {
		double before = countOutcomes();
		int count = mutations(systemA.deadLetter(UNKNOWN, reason, queue)).size();
		List<RequestId> ids = systemA.submit(Collections.nCopies(count, Duration.ofMinutes(10)));
		for (int i = 0; i < count; i++) {
			OutboundMessage valid = systemA.deadLetter(ids.get(i), reason, queue);
			publish(valid, mutations(valid).get(i));
		}
		await().atMost(Duration.ofSeconds(60)).until(() -> systemA.countMessages("dead-letters") == 0);
		assertThat(countOutcomes() - before).isGreaterThanOrEqualTo(count);
		assertThat(ids.stream().map(systemA::find).map(StoredRequest::state)).doesNotContain(RequestState.FAILED);
		ids.forEach((id) -> systemA.publish(systemA.reply(id, 1, SystemAWithBroker.SUCCESS)));
		ids.forEach((id) -> systemA.awaitState(id, RequestState.SUCCEEDED));
		assertNoErrors(output);
	}

	@ParameterizedTest
	@MethodSource
	void ignoresEachMutationOfControlMessage(ControlMessage controlMessage, CapturedOutput output) {
		OutboundMessage valid = systemA.message(controlMessage);
		mutations(valid).forEach((mutation) -> publish(valid, mutation));
		systemA.awaitHeartbeat(QUEUE);
		assertThat(systemA.countAll("asyncreply.control.messages.ignored")).isPositive();
		assertNoErrors(output);
	}

	static Stream<ControlMessage> ignoresEachMutationOfControlMessage() {
		return Stream.of(
				new Heartbeat("a-worker", false,
						List.of(new QueueStatus(QUEUE, 8, 256, Duration.ofSeconds(30), 1, 5, Duration.ofSeconds(1),
								List.of(UNKNOWN), true))),
				new RequestsChanged(List.of(UNKNOWN)), new Cancellation(List.of(new CancelledAttempt(UNKNOWN, 1))));
	}

	/** Counts the requests of dead letters by cause, and the parked messages. */
	private static double countOutcomes() {
		return systemA.countAll("asyncreply.dead.letters") + systemA.countAll("asyncreply.messages.parked");
	}

	private static void assertNoErrors(CapturedOutput output) {
		assertThat(output.toString().lines()).noneMatch((line) -> line.matches("\\S+ ERROR .*"));
	}

	private static void publish(OutboundMessage valid, Mutation mutation) {
		systemA
			.publish(new OutboundMessage(valid.exchange(), valid.routingKey(), mutation.properties(), mutation.body()));
	}

	private static List<Mutation> mutations(OutboundMessage message) {
		return MessageMutations.of(message.properties(), StrictJson.bind(RawJson.of(message.body()), Object.class),
				(body) -> StrictJson.write(body).utf8());
	}

}
