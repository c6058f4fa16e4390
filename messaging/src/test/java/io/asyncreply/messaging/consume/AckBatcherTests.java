package io.asyncreply.messaging.consume;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

import com.rabbitmq.client.Channel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the broker is told of eight deliveries, and when.
 */
class AckBatcherTests {

	private final List<String> told = new ArrayList<>();

	private final List<Runnable> tasks = new ArrayList<>();

	private final List<Runnable> laterTasks = new ArrayList<>();

	private AckBatcher acknowledgements = withPrefetch(1);

	@BeforeEach
	void deliver() {
		LongStream.rangeClosed(1, 8).forEach(this.acknowledgements::expect);
	}

	@Test
	void whatFinishedMeanwhileIsToldTogether() {
		finish(2, 1, 3);
		assertThat(this.tasks).hasSize(1);
		run();
		finish(4);
		run();
		assertThat(this.told).containsExactly("basicAck3…", "basicAck4…");
	}

	@Test
	void nothingUnfinishedIsToldAndNothingFinishedWaitsForIt() {
		finish(1, 3, 4);
		run();
		assertThat(this.told).containsExactly("basicAck1…", "basicAck3", "basicAck4");
	}

	@Test
	void whatWasToldAheadIsNotToldAgain() {
		finish(2, 3);
		run();
		finish(1, 5);
		run();
		finish(4, 6);
		run();
		assertThat(this.told).containsExactly("basicAck2", "basicAck3", "basicAck1…", "basicAck5", "basicAck6…");
	}

	@Test
	void rejectedOneIsToldAtOnceAndStandsInNobodysWay() {
		finish(1);
		this.acknowledgements.reject(2);
		finish(3);
		run();
		assertThat(this.told).containsExactly("basicReject2", "basicAck3…");
	}

	@Test
	void nothingIsToldTwice() {
		finish(1);
		this.acknowledgements.tell();
		run();
		this.acknowledgements.tell();
		assertThat(this.told).containsExactly("basicAck1…");
	}

	@Test
	void whatIsFinishedWaitsForMoreWhileTheHandsAreHalfEmpty() {
		this.acknowledgements = withPrefetch(16);
		deliver();
		finish(1, 2);
		assertThat(this.tasks).isEmpty();
		assertThat(this.laterTasks).hasSize(1);
		finish(3);
		runLater();
		finish(4);
		assertThat(this.laterTasks).hasSize(1);
		assertThat(this.told).containsExactly("basicAck3…");
	}

	@Test
	void nothingWaitsOnceTheHandsAreFull() {
		this.acknowledgements = withPrefetch(16);
		deliver();
		finish(1);
		this.acknowledgements.expect(9);
		finish(2);
		run();
		runLater();
		assertThat(this.told).containsExactly("basicAck2…");
	}

	@Test
	void whatWasToldOrRejectedMakesRoom() {
		this.acknowledgements = withPrefetch(14);
		deliver();
		finish(1);
		run();
		this.acknowledgements.expect(9);
		this.acknowledgements.reject(9);
		finish(2);
		assertThat(this.tasks).isEmpty();
		assertThat(this.laterTasks).hasSize(1);
	}

	private AckBatcher withPrefetch(int prefetch) {
		return new AckBatcher(
				(Channel) Proxy.newProxyInstance(Channel.class.getClassLoader(), new Class<?>[] { Channel.class },
						(proxy, method, arguments) -> this.told
							.add(method.getName() + arguments[0] + (arguments[1].equals(true) ? "…" : ""))),
				prefetch, this.tasks::add, this.laterTasks::add);
	}

	private void finish(long... tags) {
		for (long tag : tags) {
			this.acknowledgements.add(tag);
		}
	}

	private void run() {
		run(this.tasks);
	}

	private void runLater() {
		run(this.laterTasks);
	}

	private static void run(List<Runnable> tasks) {
		List<Runnable> due = List.copyOf(tasks);
		tasks.clear();
		due.forEach(Runnable::run);
	}

}
