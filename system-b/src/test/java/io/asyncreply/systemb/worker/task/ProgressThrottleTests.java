package io.asyncreply.systemb.worker.task;

import java.time.Duration;

import io.asyncreply.messages.Reply.Progress;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests when progress is published, on a simulated clock that starts below zero, as
 * {@link System#nanoTime()} may.
 */
class ProgressThrottleTests {

	private static final long START = -Duration.ofHours(1).toNanos();

	private final ProgressThrottle progressThrottle = new ProgressThrottle();

	@Test
	void announcesWorkAfter250Milliseconds() {
		assertThat(progressAt(249)).isNull();
		assertThat(progressAt(250)).isEqualTo(new Progress(0, null));
		assertThat(progressAt(300)).isNull();
	}

	@Test
	void sendsEarlyReportAfter100Milliseconds() {
		this.progressThrottle.report(30, "third");

		assertThat(progressAt(99)).isNull();
		assertThat(progressAt(100)).isEqualTo(new Progress(30, "third"));
	}

	@Test
	void sendsLatestReportTenTimesASecond() {
		progressAt(250);
		this.progressThrottle.report(1, null);
		this.progressThrottle.report(2, null);

		assertThat(progressAt(349)).isNull();
		assertThat(progressAt(350)).isEqualTo(new Progress(2, null));
		assertThat(progressAt(450)).isNull();
	}

	@Test
	void repeatsLastReportEveryTenSeconds() {
		this.progressThrottle.report(7, "still");
		progressAt(250);

		assertThat(progressAt(10_249)).isNull();
		assertThat(progressAt(10_250)).isEqualTo(new Progress(7, "still"));
		assertThat(progressAt(20_249)).isNull();
		assertThat(progressAt(20_250)).isEqualTo(new Progress(7, "still"));
	}

	@Test
	void waitsForConfirmBeforeNextReport() {
		assertThat(this.progressThrottle.nextDue(START, START + Duration.ofSeconds(1).toNanos())).isNotNull();
		this.progressThrottle.report(50, null);

		assertThat(progressAt(60_000)).isNull();
		this.progressThrottle.onSent();
		assertThat(progressAt(60_001)).isEqualTo(new Progress(50, null));
	}

	@Test
	void sanitizesReports() {
		this.progressThrottle.report(-3, "a\u0000b\ud800");
		assertThat(progressAt(250)).isEqualTo(new Progress(0, "a?b?"));

		this.progressThrottle.report(101, "x".repeat(198) + "😀😀");
		assertThat(progressAt(400)).isEqualTo(new Progress(100, "x".repeat(198) + "?…"));
	}

	private @Nullable Progress progressAt(long millis) {
		Progress progress = this.progressThrottle.nextDue(START, START + Duration.ofMillis(millis).toNanos());
		if (progress != null) {
			this.progressThrottle.onSent();
		}
		return progress;
	}

}
