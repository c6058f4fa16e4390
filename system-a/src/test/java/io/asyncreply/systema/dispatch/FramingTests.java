package io.asyncreply.systema.dispatch;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.asyncreply.messages.Json;
import io.asyncreply.messages.Lane;
import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.ledger.State;
import io.asyncreply.systema.ledger.Unsent;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class FramingTests {

	private static final String QUICK = "text.process";

	private final Map<String, Double> serviceTimes = new HashMap<>(
			Map.of("requests.text.process", 0.000_05, "requests.text.process.bulk", 0.000_01));

	private boolean read = true;

	private boolean wanted = true;

	private final Framing framing = new Framing((queue) -> this.serviceTimes.getOrDefault(queue, 0.0),
			(queue) -> this.read, (operation) -> this.wanted);

	@Test
	void quickWorkTravelsTogetherUpToABound() {
		List<Unsent> waiting = fresh(150, QUICK, Lane.INTERACTIVE);
		List<List<Unsent>> frames = this.framing.arrange(waiting);
		assertThat(frames).extracting(List::size).containsExactly(64, 64, 22);
		assertThat(frames.stream().flatMap(List::stream)).isEqualTo(waiting);
	}

	@Test
	void bulkTravelsInLongerFrames() {
		assertThat(this.framing.arrange(fresh(300, QUICK, Lane.BULK))).extracting(List::size).containsExactly(256, 44);
	}

	@Test
	void frameHoldsFiveMillisecondsOfWork() {
		this.serviceTimes.put("requests.text.process", 0.002);
		assertThat(this.framing.arrange(fresh(5, QUICK, Lane.INTERACTIVE))).extracting(List::size)
			.containsExactly(2, 2, 1);
	}

	@Test
	void slowAndUnknownWorkTravelsAlone() {
		this.serviceTimes.put("requests.text.process", 0.003);
		assertAllAlone(fresh(5, QUICK, Lane.INTERACTIVE));
		assertAllAlone(fresh(5, "text.word-count", Lane.INTERACTIVE));
	}

	@Test
	void nothingIsFramedForWorkersThatDoNotReadFrames() {
		this.read = false;
		assertAllAlone(fresh(5, QUICK, Lane.INTERACTIVE));
	}

	@Test
	void framingCanBeSwitchedOff() {
		this.wanted = false;
		assertAllAlone(fresh(5, QUICK, Lane.INTERACTIVE));
	}

	@Test
	void onlyFirstDeliveriesAreFramed() {
		assertAllAlone(List.of(request(QUICK, Lane.INTERACTIVE, State.ACCEPTED, 2, 10),
				request(QUICK, Lane.INTERACTIVE, State.ACCEPTED, 2, 10),
				request(QUICK, Lane.INTERACTIVE, State.QUEUED, 1, 10),
				request(QUICK, Lane.INTERACTIVE, State.RUNNING, 1, 10),
				request(QUICK, Lane.SUSPECT, State.ACCEPTED, 1, 10),
				request(QUICK, Lane.SUSPECT, State.ACCEPTED, 1, 10)));
	}

	@Test
	void queuesAreNotMixed() {
		List<Unsent> waiting = Stream
			.concat(fresh(3, QUICK, Lane.INTERACTIVE).stream(), fresh(2, QUICK, Lane.BULK).stream())
			.toList();
		assertThat(this.framing.arrange(waiting)).extracting(List::size).containsExactly(3, 2);
	}

	@Test
	void frameIsBoundedInBytesToo() {
		Unsent large = request(QUICK, Lane.INTERACTIVE, State.ACCEPTED, 1, 200_000);
		Unsent larger = request(QUICK, Lane.INTERACTIVE, State.ACCEPTED, 1, 300_000);
		Unsent small = request(QUICK, Lane.INTERACTIVE, State.ACCEPTED, 1, 10);
		assertThat(this.framing.arrange(List.of(large, small, large, larger, small, small)))
			.isEqualTo(List.of(List.of(large, small), List.of(large), List.of(larger), List.of(small, small)));
	}

	private void assertAllAlone(List<Unsent> waiting) {
		assertThat(this.framing.arrange(waiting))
			.containsExactlyInAnyOrderElementsOf(waiting.stream().map(List::of).toList());
	}

	private static List<Unsent> fresh(int count, String operation, Lane lane) {
		return IntStream.range(0, count).mapToObj((i) -> request(operation, lane, State.ACCEPTED, 1, 10)).toList();
	}

	private static Unsent request(String operation, Lane lane, State state, int attempt, int length) {
		Json payload = Json.of(("\"" + "x".repeat(length - 2) + "\"").getBytes(StandardCharsets.US_ASCII));
		return new Unsent(RequestId.next(Clock.systemUTC()), operation, lane, state, attempt, Instant.MAX, payload,
				null);
	}

}
