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
 * Events, heartbeats and refreshes of {@link ServerSentEventSource}.
 */
class ServerSentEventSourceTests {

	private static final String CONTEXT_PATH = "/api";

	private static final RequestId ID = RequestId.parse("01a2027b-9176-7ad6-aadb-9d62ac57b6b4").orElseThrow();

	private final ChangeBuffer changeBuffer = new ChangeBuffer();

	private final StatusEventRenderer eventRenderer = new StatusEventRenderer();

	private CompletionEstimate completionEstimate = new CompletionEstimate(100.0, 120.0, 50,
			CompletionEstimate.EstimateBasis.MEASURED);

	private final List<RequestId> refreshed = new ArrayList<>();

	private long nanos = -Duration.ofHours(1).toNanos();

	private ServerSentEventSource eventSource(int lastEventId) {
		return new ServerSentEventSource(this.changeBuffer,
				(stored) -> stored.state().isEnded() ? Optional.empty() : Optional.of(this.completionEstimate),
				this.eventRenderer, new ServerSentEventSource.HeartbeatPolicy(Duration.ofSeconds(15), () -> this.nanos,
						this.refreshed::add),
				lastEventId, CONTEXT_PATH);
	}

	private static StoredRequest storedRequest(int version, RequestState state, @Nullable String result) {
		StoredRequest.RequestTimes requestTimes = new StoredRequest.RequestTimes(Instant.EPOCH, Instant.EPOCH,
				Instant.EPOCH, Instant.EPOCH, null, null, null);
		return new StoredRequest(ID, "anonymous", "text.process", Lane.INTERACTIVE, state, 1, 1, version, requestTimes,
				(state == RequestState.RUNNING) ? new Reply.Progress(version, null) : null,
				(result != null) ? RawJson.of(result.getBytes(StandardCharsets.UTF_8)) : null, null);
	}

	private void addChange(int version, RequestState state) {
		this.changeBuffer.onChange(storedRequest(version, state, null));
	}

	private static @Nullable String poll(ServerSentEventSource eventSource) {
		byte[] chunk = eventSource.poll();
		return (chunk != null) ? new String(chunk, StandardCharsets.UTF_8) : null;
	}

	/** Returns the id and the name of each available event. */
	private static List<String> nextEvents(ServerSentEventSource eventSource) {
		List<String> events = new ArrayList<>();
		for (String next = poll(eventSource); next != null; next = poll(eventSource)) {
			assertThat(next).endsWith("\n\n");
			events.add(next.replaceFirst("(?s)\ndata:.*|\n\n$", "").replace("\nevent: ", " "));
		}
		return events;
	}

	@Test
	void sendsEveryChangeInOrderUntilTheEnd() {
		ServerSentEventSource eventSource = eventSource(0);
		addChange(1, RequestState.ACCEPTED);
		assertThat(nextEvents(eventSource)).containsExactly("retry: 2000", "id: 1 status");
		addChange(2, RequestState.QUEUED);
		addChange(3, RequestState.RUNNING);
		addChange(4, RequestState.RUNNING);
		assertThat(nextEvents(eventSource)).containsExactly("id: 2 status", "id: 3 status", "id: 4 progress");
		assertThat(eventSource.isFinished()).isFalse();
		addChange(5, RequestState.SUCCEEDED);
		addChange(6, RequestState.ACCEPTED);
		assertThat(nextEvents(eventSource)).containsExactly("id: 5 status");
		assertThat(eventSource.isFinished()).isTrue();
	}

	@Test
	void skipsLateAndDuplicateChanges() {
		ServerSentEventSource eventSource = eventSource(0);
		addChange(3, RequestState.RUNNING);
		addChange(2, RequestState.QUEUED);
		addChange(3, RequestState.RUNNING);
		assertThat(nextEvents(eventSource)).containsExactly("retry: 2000", "id: 3 status");
	}

	@Test
	void skipsChangesUpToLastEventId() {
		ServerSentEventSource eventSource = eventSource(2);
		addChange(2, RequestState.QUEUED);
		assertThat(nextEvents(eventSource)).containsExactly("retry: 2000");
		addChange(3, RequestState.RUNNING);
		assertThat(nextEvents(eventSource)).containsExactly("id: 3 status");
	}

	@Test
	void sendsCurrentVersionAfterUnknownLastEventId() {
		ServerSentEventSource eventSource = eventSource(7);
		addChange(2, RequestState.QUEUED);
		assertThat(nextEvents(eventSource)).containsExactly("retry: 2000", "id: 2 status");
		addChange(7, RequestState.RUNNING);
		assertThat(nextEvents(eventSource)).containsExactly("id: 7 status");
	}

	@Test
	void sendsNewestChangesToSlowClient() {
		ServerSentEventSource eventSource = eventSource(0);
		IntStream.rangeClosed(1, 1_000).forEach((version) -> addChange(version, RequestState.RUNNING));
		assertThat(nextEvents(eventSource)).hasSize(ChangeBuffer.CAPACITY + 1)
			.endsWith("id: 999 progress", "id: 1000 progress");
	}

	@Test
	void sendsEtaWhenEstimateMovesByATenth() {
		ServerSentEventSource eventSource = eventSource(0);
		addChange(1, RequestState.QUEUED);
		nextEvents(eventSource);
		this.completionEstimate = new CompletionEstimate(91.0, 110.0, 46, CompletionEstimate.EstimateBasis.MEASURED);
		assertThat(nextEvents(eventSource)).isEmpty();
		this.completionEstimate = new CompletionEstimate(90.0, 110.0, 46, CompletionEstimate.EstimateBasis.MEASURED);
		assertThat(nextEvents(eventSource)).containsExactly("event: eta");
		this.completionEstimate = new CompletionEstimate(90.0, 110.0, 41, CompletionEstimate.EstimateBasis.MEASURED);
		assertThat(nextEvents(eventSource)).containsExactly("event: eta");
		this.completionEstimate = new CompletionEstimate(null, null, 41,
				CompletionEstimate.EstimateBasis.NO_LIVE_WORKER);
		assertThat(poll(eventSource)).startsWith("event: eta\ndata: {").contains("\"basis\":\"no-live-worker\"");
	}

	@Test
	void sendsEtaOfShortWaitByWholeSeconds() {
		this.completionEstimate = new CompletionEstimate(2.0, 3.0, 0, CompletionEstimate.EstimateBasis.CAPACITY);
		ServerSentEventSource eventSource = eventSource(0);
		addChange(1, RequestState.QUEUED);
		nextEvents(eventSource);
		this.completionEstimate = new CompletionEstimate(1.1, 2.0, 0, CompletionEstimate.EstimateBasis.CAPACITY);
		assertThat(nextEvents(eventSource)).isEmpty();
		this.completionEstimate = new CompletionEstimate(1.0, 2.0, 0, CompletionEstimate.EstimateBasis.CAPACITY);
		assertThat(nextEvents(eventSource)).containsExactly("event: eta");
	}

	@Test
	void sendsHeartbeatAfterSilence() {
		ServerSentEventSource eventSource = eventSource(0);
		addChange(1, RequestState.QUEUED);
		nextEvents(eventSource);
		this.nanos += Duration.ofSeconds(15).toNanos() - 1;
		assertThat(nextEvents(eventSource)).isEmpty();
		assertThat(this.refreshed).isEmpty();
		this.nanos++;
		assertThat(nextEvents(eventSource)).containsExactly(":");
		assertThat(nextEvents(eventSource)).isEmpty();
		assertThat(this.refreshed).containsExactly(ID);
	}

	@Test
	void refreshesRowWhileEstimateMoves() {
		ServerSentEventSource eventSource = eventSource(0);
		addChange(1, RequestState.QUEUED);
		nextEvents(eventSource);
		for (int seconds = 1; seconds <= 31; seconds++) {
			this.nanos += Duration.ofSeconds(1).toNanos();
			this.completionEstimate = new CompletionEstimate((seconds % 2 == 0) ? 100.0 : 50.0, 120.0, 50,
					CompletionEstimate.EstimateBasis.MEASURED);
			assertThat(nextEvents(eventSource)).containsExactly("event: eta");
		}
		assertThat(this.refreshed).containsExactly(ID, ID);
	}

	@Test
	void endsDismissedStreamAfterLastChange() {
		ServerSentEventSource eventSource = eventSource(0);
		addChange(1, RequestState.QUEUED);
		this.changeBuffer.onClose();
		assertThat(eventSource.isFinished()).isFalse();
		assertThat(nextEvents(eventSource)).containsExactly("retry: 2000", "id: 1 status");
		assertThat(eventSource.isFinished()).isTrue();
	}

	@Test
	void keepsMultiLineResultInOneEvent() {
		ServerSentEventSource eventSource = eventSource(0);
		this.changeBuffer.onChange(storedRequest(1, RequestState.SUCCEEDED, "{\r\n\"n\":\r1,\n\"m\": \"\\n\"\n}"));
		eventSource.poll();
		assertThat(poll(eventSource)).contains("\"result\":{\ndata: \"n\":\ndata: 1,\ndata: \"m\": \"\\n\"\ndata: },")
			.doesNotContain("\r");
	}

	@Test
	void sharesTerminalEventAmongStreams() {
		ServerSentEventSource first = eventSource(0);
		first.poll();
		this.changeBuffer.onChange(storedRequest(1, RequestState.SUCCEEDED, "\"" + "x".repeat(1_000) + "\""));
		byte[] event = first.poll();
		ChangeBuffer secondBuffer = new ChangeBuffer();
		secondBuffer.onChange(storedRequest(1, RequestState.SUCCEEDED, "\"" + "x".repeat(1_000) + "\""));
		ServerSentEventSource second = new ServerSentEventSource(secondBuffer, (stored) -> Optional.empty(),
				this.eventRenderer, new ServerSentEventSource.HeartbeatPolicy(Duration.ofSeconds(15), () -> this.nanos,
						this.refreshed::add),
				0, CONTEXT_PATH);
		second.poll();
		assertThat(second.poll()).isSameAs(event);
	}

	@Test
	void sendsLinkInsteadOfResultThatWasLeftOut() {
		ServerSentEventSource eventSource = eventSource(0);
		eventSource.poll();
		addChange(1, RequestState.SUCCEEDED);
		assertThat(poll(eventSource)).contains("\"state\":\"SUCCEEDED\"")
			.contains("\"resultUrl\":\"/api/v1/requests/" + ID + "\"")
			.doesNotContain("\"result\"");
	}

}
