package io.asyncreply.systemb.worker.task;

import java.time.Duration;

import io.asyncreply.messages.Reply.Progress;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * When progress is told, on a clock of the test's own that begins below zero, as
 * {@link System#nanoTime()} may.
 */
class ProgressThrottleTests {

	private static final long START = -Duration.ofHours(1).toNanos();

	private final ProgressThrottle progression = new ProgressThrottle();

	@Test
	void workIsAnnouncedOnceItHasLastedAWhile() {
		assertThat(takeAt(249)).isNull();
		assertThat(takeAt(250)).isEqualTo(new Progress(0, null));
		assertThat(takeAt(300)).isNull();
	}

	@Test
	void reportComesBeforeTheAnnouncementButNotInTheFirstMoment() {
		this.progression.report(30, "third");

		assertThat(takeAt(99)).isNull();
		assertThat(takeAt(100)).isEqualTo(new Progress(30, "third"));
	}

	@Test
	void latestReportWinsTenTimesASecond() {
		takeAt(250);
		this.progression.report(1, null);
		this.progression.report(2, null);

		assertThat(takeAt(349)).isNull();
		assertThat(takeAt(350)).isEqualTo(new Progress(2, null));
		assertThat(takeAt(450)).isNull();
	}

	@Test
	void signOfLifeRepeatsTheLastReport() {
		this.progression.report(7, "still");
		takeAt(250);

		assertThat(takeAt(10_249)).isNull();
		assertThat(takeAt(10_250)).isEqualTo(new Progress(7, "still"));
		assertThat(takeAt(20_249)).isNull();
		assertThat(takeAt(20_250)).isEqualTo(new Progress(7, "still"));
	}

	@Test
	void nextReportWaitsForTheOneOnItsWay() {
		assertThat(this.progression.take(START, START + Duration.ofSeconds(1).toNanos())).isNotNull();
		this.progression.report(50, null);

		assertThat(takeAt(60_000)).isNull();
		this.progression.arrived();
		assertThat(takeAt(60_001)).isEqualTo(new Progress(50, null));
	}

	@Test
	void reportsAreMadeReadable() {
		this.progression.report(-3, "a\u0000b\ud800");
		assertThat(takeAt(250)).isEqualTo(new Progress(0, "a?b?"));

		this.progression.report(101, "x".repeat(198) + "😀😀");
		assertThat(takeAt(400)).isEqualTo(new Progress(100, "x".repeat(198) + "?…"));
	}

	private @Nullable Progress takeAt(long millis) {
		Progress taken = this.progression.take(START, START + Duration.ofMillis(millis).toNanos());
		if (taken != null) {
			this.progression.arrived();
		}
		return taken;
	}

}
