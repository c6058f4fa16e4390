package io.asyncreply.systema.dispatch.recovery;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import io.asyncreply.systema.dispatch.recovery.LossDetector.QueueObservation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * When requests may be called lost, by what is seen once a second.
 */
class LossDetectorTests {

	private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");

	private static final QueueObservation EMPTY = new QueueObservation(0, 2, 2);

	private static final QueueObservation BACKLOG = new QueueObservation(100_000, 2, 2);

	private final LossDetector evidence = new LossDetector(Duration.ofSeconds(15));

	private Instant now = START;

	@Test
	void emptyQueueWhoseConsumersAreAllHeardHasLostWhatIsOlder() {
		see(EMPTY, 15);
		assertThat(lostBefore()).isEmpty();
		see(EMPTY, 1);
		assertThat(lostBefore()).contains(this.now.minusSeconds(16));
	}

	@Test
	void queueThatNobodyConsumesLosesToo() {
		see(new QueueObservation(0, 0, 0), 16);
		assertThat(lostBefore()).isPresent();
	}

	@Test
	void backlogIsNoEvidenceHoweverLongItWaits() {
		see(BACKLOG, 36_000);
		assertThat(lostBefore()).isEmpty();
	}

	@Test
	void whatWasSentClearlyLaterAndAnsweredIsEvidence() {
		see(BACKLOG, 30);
		Instant sentLater = this.now;
		see(BACKLOG, 1);
		this.evidence.answered(sentLater);
		assertThat(lostBefore()).contains(sentLater.minusSeconds(15));
	}

	@Test
	void answersToWhatWasSentBeforeTheCalmAreNone() {
		Instant before = this.now.minusSeconds(1);
		see(BACKLOG, 30);
		this.evidence.answered(before);
		assertThat(lostBefore()).isEmpty();
	}

	@Test
	void consumerThatIsNotHeardMayHaveEverythingInHand() {
		see(new QueueObservation(0, 3, 2), 3_600);
		assertThat(lostBefore()).isEmpty();
	}

	@Test
	void changeOfTheCrewGivesBackWhatItHadInHand() {
		see(EMPTY, 60);
		see(new QueueObservation(0, 1, 1), 15);
		assertThat(lostBefore()).isEmpty();
		see(new QueueObservation(0, 1, 1), 2);
		assertThat(lostBefore()).isPresent();
	}

	@Test
	void nothingFollowsWhileNothingIsCertain() {
		see(EMPTY, 60);
		see(null, 1);
		assertThat(lostBefore()).isEmpty();
		see(EMPTY, 15);
		assertThat(lostBefore()).isEmpty();
		see(EMPTY, 1);
		assertThat(lostBefore()).isPresent();
	}

	@Test
	void oneMessageInTheQueueMakesItFullAgain() {
		see(EMPTY, 60);
		see(new QueueObservation(1, 2, 2), 1);
		assertThat(lostBefore()).isEmpty();
	}

	/** The same is seen once a second. */
	private void see(@Nullable QueueObservation look, int times) {
		for (int i = 0; i < times; i++) {
			this.evidence.look(this.now, look);
			this.now = this.now.plusSeconds(1);
		}
	}

	private Optional<Instant> lostBefore() {
		return this.evidence.lostBefore(this.now.minusSeconds(1));
	}

}
