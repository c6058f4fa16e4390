package io.asyncreply.systema.dispatch.recovery;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import io.asyncreply.messages.Lane;
import io.asyncreply.messages.RequestQueue;
import io.asyncreply.systema.dispatch.recovery.LossDetector.QueueObservation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests when requests count as lost, with one observation a second.
 */
class LossDetectorTests {

	private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");

	private static final QueueObservation EMPTY = new QueueObservation(0, 2, 2);

	private static final QueueObservation BACKLOG = new QueueObservation(100_000, 2, 2);

	private final LossDetector lossDetector = new LossDetector(new RequestQueue("text.process", Lane.INTERACTIVE),
			Duration.ofSeconds(15));

	private Instant now = START;

	@Test
	void countsOlderRequestsAsLostInStableEmptyQueue() {
		observe(EMPTY, 15);
		assertThat(lostBefore()).isEmpty();
		observe(EMPTY, 1);
		assertThat(lostBefore()).contains(this.now.minusSeconds(16));
	}

	@Test
	void countsRequestsAsLostInQueueWithoutConsumers() {
		observe(new QueueObservation(0, 0, 0), 16);
		assertThat(lostBefore()).isPresent();
	}

	@Test
	void findsNoLossInBacklogWithoutReplies() {
		observe(BACKLOG, 36_000);
		assertThat(lostBefore()).isEmpty();
	}

	@Test
	void countsRequestsSentWellBeforeAnsweredOnesAsLost() {
		observe(BACKLOG, 30);
		Instant sentLater = this.now;
		observe(BACKLOG, 1);
		this.lossDetector.onReply(sentLater);
		assertThat(lostBefore()).contains(sentLater.minusSeconds(15));
	}

	@Test
	void ignoresRepliesToRequestsSentBeforeStablePeriod() {
		Instant sentBefore = this.now.minusSeconds(1);
		observe(BACKLOG, 30);
		this.lossDetector.onReply(sentBefore);
		assertThat(lostBefore()).isEmpty();
	}

	@Test
	void findsNoLossWithSilentConsumer() {
		observe(new QueueObservation(0, 3, 2), 3_600);
		assertThat(lostBefore()).isEmpty();
	}

	@Test
	void resetsWhenNumberOfConsumersChanges() {
		observe(EMPTY, 60);
		observe(new QueueObservation(0, 1, 1), 15);
		assertThat(lostBefore()).isEmpty();
		observe(new QueueObservation(0, 1, 1), 2);
		assertThat(lostBefore()).isPresent();
	}

	@Test
	void resetsWithoutObservation() {
		observe(EMPTY, 60);
		observe(null, 1);
		assertThat(lostBefore()).isEmpty();
		observe(EMPTY, 15);
		assertThat(lostBefore()).isEmpty();
		observe(EMPTY, 1);
		assertThat(lostBefore()).isPresent();
	}

	@Test
	void findsNoLossOnceQueueHasAMessage() {
		observe(EMPTY, 60);
		observe(new QueueObservation(1, 2, 2), 1);
		assertThat(lostBefore()).isEmpty();
	}

	/** Repeats an observation once a second. */
	private void observe(@Nullable QueueObservation observation, int times) {
		for (int i = 0; i < times; i++) {
			this.lossDetector.observe(this.now, observation);
			this.now = this.now.plusSeconds(1);
		}
	}

	private Optional<Instant> lostBefore() {
		return this.lossDetector.lostBefore(this.now.minusSeconds(1));
	}

}
