package io.asyncreply.systema.web.event;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import io.asyncreply.messages.Lane;
import io.asyncreply.messages.RawJson;
import io.asyncreply.messages.Reply;
import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.estimation.CompletionEstimate;
import io.asyncreply.systema.ledger.model.RequestState;
import io.asyncreply.systema.ledger.model.StoredRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tells the story of a request.
 */
class RequestEventSourceTests {

	private static final RequestId ID = RequestId.parse("01a2027b-9176-7ad6-aadb-9d62ac57b6b4").orElseThrow();

	private final ChangeBuffer untold = new ChangeBuffer();

	private CompletionEstimate estimate = new CompletionEstimate(100.0, 120.0, 50, "measured");

	private final List<RequestId> refreshed = new ArrayList<>();

	private long nanos = -Duration.ofHours(1).toNanos();

	private RequestEventSource story(int seen) {
		return new RequestEventSource(this.untold,
				(entry) -> entry.state().isEnded() ? Optional.empty() : Optional.of(this.estimate),
				new RequestEventSource.HeartbeatPolicy(Duration.ofSeconds(15), () -> this.nanos, this.refreshed::add),
				seen);
	}

	private static StoredRequest entry(int version, RequestState state, @Nullable String result) {
		StoredRequest.RequestTimes times = new StoredRequest.RequestTimes(Instant.EPOCH, Instant.EPOCH, Instant.EPOCH,
				Instant.EPOCH, null, null, null);
		return new StoredRequest(ID, "anonymous", "text.process", Lane.INTERACTIVE, state, 1, 1, version, times,
				(state == RequestState.RUNNING) ? new Reply.Progress(version, null) : null,
				(result != null) ? RawJson.of(result.getBytes(StandardCharsets.UTF_8)) : null, null);
	}

	private void change(int version, RequestState state) {
		this.untold.changed(entry(version, state, null));
	}

	/** The first lines of all that is told now. */
	private static List<String> tell(RequestEventSource story) {
		List<String> told = new ArrayList<>();
		for (String next = story.next(); next != null; next = story.next()) {
			assertThat(next).endsWith("\n\n");
			told.add(next.replaceFirst("(?s)\ndata:.*|\n\n$", "").replace("\nevent: ", " "));
		}
		return told;
	}

	@Test
	void everyChangeIsToldInOrderUntilTheEnd() {
		RequestEventSource story = story(0);
		change(1, RequestState.ACCEPTED);
		assertThat(tell(story)).containsExactly("retry: 2000", "id: 1 status");
		change(2, RequestState.QUEUED);
		change(3, RequestState.RUNNING);
		change(4, RequestState.RUNNING);
		assertThat(tell(story)).containsExactly("id: 2 status", "id: 3 status", "id: 4 progress");
		assertThat(story.isOver()).isFalse();
		change(5, RequestState.SUCCEEDED);
		change(6, RequestState.ACCEPTED);
		assertThat(tell(story)).containsExactly("id: 5 status");
		assertThat(story.isOver()).isTrue();
	}

	@Test
	void changesThatComeLateOrTwiceAreNotTold() {
		RequestEventSource story = story(0);
		change(3, RequestState.RUNNING);
		change(2, RequestState.QUEUED);
		change(3, RequestState.RUNNING);
		assertThat(tell(story)).containsExactly("retry: 2000", "id: 3 status");
	}

	@Test
	void whatWasSeenBeforeIsNotToldAgain() {
		RequestEventSource story = story(2);
		change(2, RequestState.QUEUED);
		assertThat(tell(story)).containsExactly("retry: 2000");
		change(3, RequestState.RUNNING);
		assertThat(tell(story)).containsExactly("id: 3 status");
	}

	@Test
	void whoHasSeenAnotherVersionIsToldTheCurrentOne() {
		RequestEventSource story = story(7);
		change(2, RequestState.QUEUED);
		assertThat(tell(story)).containsExactly("retry: 2000", "id: 2 status");
		change(7, RequestState.RUNNING);
		assertThat(tell(story)).containsExactly("id: 7 status");
	}

	@Test
	void slowReaderGetsTheNewestChanges() {
		RequestEventSource story = story(0);
		IntStream.rangeClosed(1, 1_000).forEach((version) -> change(version, RequestState.RUNNING));
		assertThat(tell(story)).hasSize(ChangeBuffer.MOST + 1).endsWith("id: 999 progress", "id: 1000 progress");
	}

	@Test
	void estimateIsToldWhenItMovesByATenth() {
		RequestEventSource story = story(0);
		change(1, RequestState.QUEUED);
		tell(story);
		this.estimate = new CompletionEstimate(91.0, 110.0, 46, "measured");
		assertThat(tell(story)).isEmpty();
		this.estimate = new CompletionEstimate(90.0, 110.0, 46, "measured");
		assertThat(tell(story)).containsExactly("event: eta");
		this.estimate = new CompletionEstimate(90.0, 110.0, 41, "measured");
		assertThat(tell(story)).containsExactly("event: eta");
		this.estimate = new CompletionEstimate(null, null, 41, "no worker is alive");
		assertThat(story.next()).startsWith("event: eta\ndata: {").contains("\"basis\":\"no worker is alive\"");
	}

	@Test
	void shortWaitMovesByWholeSeconds() {
		this.estimate = new CompletionEstimate(2.0, 3.0, 0, "capacity");
		RequestEventSource story = story(0);
		change(1, RequestState.QUEUED);
		tell(story);
		this.estimate = new CompletionEstimate(1.1, 2.0, 0, "capacity");
		assertThat(tell(story)).isEmpty();
		this.estimate = new CompletionEstimate(1.0, 2.0, 0, "capacity");
		assertThat(tell(story)).containsExactly("event: eta");
	}

	@Test
	void silenceIsBrokenByASignOfLife() {
		RequestEventSource story = story(0);
		change(1, RequestState.QUEUED);
		tell(story);
		this.nanos += Duration.ofSeconds(15).toNanos() - 1;
		assertThat(tell(story)).isEmpty();
		assertThat(this.refreshed).isEmpty();
		this.nanos++;
		assertThat(tell(story)).containsExactly(":");
		assertThat(tell(story)).isEmpty();
		assertThat(this.refreshed).containsExactly(ID);
	}

	@Test
	void rowIsReadAgainEvenWhileTheEstimateMoves() {
		RequestEventSource story = story(0);
		change(1, RequestState.QUEUED);
		tell(story);
		for (int seconds = 1; seconds <= 31; seconds++) {
			this.nanos += Duration.ofSeconds(1).toNanos();
			this.estimate = new CompletionEstimate((seconds % 2 == 0) ? 100.0 : 50.0, 120.0, 50, "measured");
			assertThat(tell(story)).containsExactly("event: eta");
		}
		assertThat(this.refreshed).containsExactly(ID, ID);
	}

	@Test
	void dismissedStoryIsOverOnceAllIsTold() {
		RequestEventSource story = story(0);
		change(1, RequestState.QUEUED);
		this.untold.dismissed();
		assertThat(story.isOver()).isFalse();
		assertThat(tell(story)).containsExactly("retry: 2000", "id: 1 status");
		assertThat(story.isOver()).isTrue();
	}

	@Test
	void resultOfSeveralLinesStaysOneEvent() {
		RequestEventSource story = story(0);
		this.untold.changed(entry(1, RequestState.SUCCEEDED, "{\r\n\"n\":\r1,\n\"m\": \"\\n\"\n}"));
		story.next();
		assertThat(story.next()).contains("\"result\":{\ndata: \"n\":\ndata: 1,\ndata: \"m\": \"\\n\"\ndata: },")
			.doesNotContain("\r");
	}

}
