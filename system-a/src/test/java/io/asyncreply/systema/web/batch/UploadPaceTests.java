package io.asyncreply.systema.web.batch;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import io.asyncreply.systema.web.problem.ProblemException;
import io.asyncreply.systema.web.problem.ProblemType;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * What counts as progress of an upload.
 */
class UploadPaceTests {

	private final AtomicLong nanos = new AtomicLong();

	private final UploadPace pace = new UploadPace(Duration.ofSeconds(30), DataSize.ofBytes(500), this.nanos::get);

	private void pass(int seconds) {
		this.nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
	}

	@Test
	void toleratesPauseOfLineTimeoutBetweenAcceptedLines() {
		assertThatNoException().isThrownBy(() -> {
			for (int line = 1; line <= 10; line++) {
				pass(30);
				this.pace.check(line, line, line);
			}
			this.pace.check(10, 10, 10);
		});
	}

	@Test
	void endsUploadOfRejectedLines() {
		assertThatNoException().isThrownBy(() -> {
			for (int i = 1; i <= 6; i++) {
				pass(5);
				this.pace.check(0, i, 2L * i);
			}
		});
		pass(1);
		assertTooSlow(() -> this.pace.check(0, 7, 14));
	}

	@Test
	void toleratesFastUploadOfRejectedLines() {
		assertThatNoException().isThrownBy(() -> {
			for (int i = 1; i <= 10; i++) {
				pass(29);
				this.pace.check(0, i, 15_000L * i);
			}
		});
	}

	@Test
	void endsUploadOfOneEndlessLine() {
		pass(31);
		assertTooSlow(() -> this.pace.check(0, 0, 1_000_000));
	}

	@Test
	void doesNotCountTimeOfLedger() {
		pass(40);
		this.pace.reset();
		pass(30);
		assertThatNoException().isThrownBy(() -> this.pace.check(0, 0, 0));
		pass(1);
		assertTooSlow(() -> this.pace.check(0, 0, 0));
	}

	private static void assertTooSlow(ThrowingCallable check) {
		assertThatExceptionOfType(ProblemException.class).isThrownBy(check)
			.satisfies((ex) -> assertThat(ex.getBody().getType()).isEqualTo(ProblemType.BODY_TOO_SLOW.type()))
			.satisfies((ex) -> assertThat(ex.getStatusCode().value()).isEqualTo(408));
	}

}
