package io.asyncreply.systema.worker;

import java.time.Clock;
import java.time.Duration;
import java.util.List;

import io.asyncreply.messages.ControlMessage.Heartbeat;
import io.asyncreply.messages.ControlMessage.QueueStatus;
import io.asyncreply.messages.RequestId;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is known of workers from their pulses.
 */
class WorkerRegistryTests {

	private static final String QUEUE = "requests.text.process";

	private static final RequestId REQUEST = RequestId.next(Clock.systemUTC());

	private long now = Long.MAX_VALUE - 1_000; // a clock of nanoseconds may overflow

	private Duration listeningFor = Duration.ZERO;

	private final WorkerRegistry workers = new WorkerRegistry(() -> this.listeningFor, () -> this.now);

	@Test
	void crewOfAQueueAddsUp() {
		hear("one", station(QUEUE, 8, 30), station("requests.other", 1, 99));
		hear("two", station(QUEUE, 4, 60));
		assertThat(this.workers.crew(QUEUE)).isEqualTo(new WorkerStats(2, 12, 10));
		assertThat(this.workers.crew("requests.other")).isEqualTo(new WorkerStats(1, 1, 5));
		assertThat(this.workers.crew("requests.unheard-of")).isEqualTo(WorkerStats.NONE);
	}

	@Test
	void lastPulseCounts() {
		hear("one", station(QUEUE, 8, 30, REQUEST));
		hear("one", station(QUEUE, 2, 30));
		assertThat(this.workers.crew(QUEUE).slots()).isEqualTo(2);
		assertThat(this.workers.inHandOf(REQUEST)).isEmpty();
	}

	@Test
	void workerThatIsNotHeardIsSilentAndThenForgotten() {
		hear("one", station(QUEUE, 8, 30, REQUEST));
		pass(WorkerRegistry.LIVE.minusNanos(1));
		assertThat(this.workers.crew(QUEUE)).returns(1, WorkerStats::live);
		pass(Duration.ofNanos(1));
		assertThat(this.workers.crew(QUEUE)).isEqualTo(new WorkerStats(0, 0, 5));
		pass(WorkerRegistry.REMEMBERED.minus(WorkerRegistry.LIVE).minusNanos(1));
		assertThat(this.workers.inHandOf(REQUEST)).contains("one");
		pass(Duration.ofNanos(1));
		assertThat(this.workers.crew(QUEUE)).isEqualTo(WorkerStats.NONE);
		assertThat(this.workers.inHandOf(REQUEST)).isEmpty();
	}

	@Test
	void silenceOfAQueueIsRememberedWhenItsWorkersAreForgotten() {
		assertThat(this.workers.silence(QUEUE)).isEmpty();
		hear("one", station(QUEUE, 8, 30));
		pass(Duration.ofSeconds(1));
		hear("two", station(QUEUE, 0, 30));
		this.workers.hear(new Heartbeat("one", true, List.of()));
		pass(WorkerRegistry.REMEMBERED);
		assertThat(this.workers.silence(QUEUE)).contains(WorkerRegistry.REMEMBERED.plusSeconds(1));
	}

	@Test
	void silentWorkerThatIsHeardAgainIsLive() {
		hear("one", station(QUEUE, 8, 30));
		pass(Duration.ofMinutes(1));
		hear("one", station(QUEUE, 8, 30));
		assertThat(this.workers.crew(QUEUE)).returns(1, WorkerStats::live);
	}

	@Test
	void farewellIsForgottenAtOnce() {
		hear("one", station(QUEUE, 8, 30, REQUEST));
		this.workers.hear(new Heartbeat("one", true, List.of()));
		assertThat(this.workers.crew(QUEUE)).isEqualTo(WorkerStats.NONE);
		assertThat(this.workers.inHandOf(REQUEST)).isEmpty();
	}

	@Test
	void workerThatOnlyFinishesIsNotOfTheCrewButHasItsWorkInHand() {
		hear("one", station(QUEUE, 0, 30, REQUEST));
		assertThat(this.workers.crew(QUEUE)).returns(0, WorkerStats::live).returns(5, WorkerStats::inHand);
		assertThat(this.workers.inHandOf(REQUEST)).contains("one");
	}

	@Test
	void floodOfWorkersIsBounded() {
		for (int i = 0; i <= WorkerRegistry.MAX_WORKERS; i++) {
			hear("worker-" + i, station(QUEUE, 1, 30));
		}
		assertThat(this.workers.crew(QUEUE).live()).isEqualTo(WorkerRegistry.MAX_WORKERS);
		hear("worker-0", station(QUEUE, 3, 30));
		assertThat(this.workers.crew(QUEUE).slots()).isEqualTo(WorkerRegistry.MAX_WORKERS + 2);
		pass(WorkerRegistry.REMEMBERED);
		hear("newcomer", station(QUEUE, 1, 30));
		assertThat(this.workers.crew(QUEUE).live()).isOne();
	}

	@Test
	void framesAreReadOnceEveryLiveWorkerSaysSo() {
		this.listeningFor = WorkerRegistry.LIVE;
		assertThat(this.workers.readFrames(QUEUE, 0)).isFalse();
		hear("new", station(QUEUE, 8, 30));
		assertThat(this.workers.readFrames(QUEUE, 0)).isTrue();
		hear("old", unframed(8), station("requests.other", 8, 30));
		assertThat(this.workers.readFrames(QUEUE, 0)).isFalse();
		assertThat(this.workers.readFrames("requests.other", 0)).isTrue();
		hear("old", unframed(0));
		assertThat(this.workers.readFrames(QUEUE, 0)).as("an old one takes nothing any more").isTrue();
		this.listeningFor = Duration.ZERO;
		assertThat(this.workers.readFrames(QUEUE, 0)).as("an old one may not have been heard").isFalse();
	}

	@Test
	void whoConsumesAndSaysNothingMayNotReadFrames() {
		this.listeningFor = WorkerRegistry.LIVE;
		hear("one", station(QUEUE, 8, 30));
		hear("another", station(QUEUE, 8, 30));
		assertThat(this.workers.readFrames(QUEUE, 2)).isTrue();
		assertThat(this.workers.readFrames(QUEUE, 3)).isFalse();
		assertThat(this.workers.readFrames(QUEUE, 1)).as("one has just left").isTrue();
	}

	@Test
	void nothingIsKnownForSureUntilEverybodyCouldBeHeard() {
		assertThat(this.workers.isInformed()).isFalse();
		this.listeningFor = WorkerRegistry.LIVE;
		assertThat(this.workers.isInformed()).isTrue();
	}

	private void hear(String worker, QueueStatus... stations) {
		this.workers.hear(new Heartbeat(worker, false, List.of(stations)));
	}

	private static QueueStatus station(String queue, int slots, int limit, RequestId... longInHand) {
		return new QueueStatus(queue, slots, 256, Duration.ofSeconds(limit), 5, 0, Duration.ZERO, List.of(longInHand),
				true);
	}

	private static QueueStatus unframed(int slots) {
		return new QueueStatus(QUEUE, slots, 256, Duration.ofSeconds(30), 5, 0, Duration.ZERO, List.of(), false);
	}

	private void pass(Duration time) {
		this.now += time.toNanos();
	}

}
