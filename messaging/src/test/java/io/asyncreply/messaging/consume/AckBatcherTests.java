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
 * Tests when and how the acks of eight deliveries are batched.
 */
class AckBatcherTests {

	private final List<String> calls = new ArrayList<>();

	private final List<Runnable> tasks = new ArrayList<>();

	private final List<Runnable> delayedTasks = new ArrayList<>();

	private AckBatcher ackBatcher = withPrefetch(1);

	@BeforeEach
	void deliverEightMessages() {
		LongStream.rangeClosed(1, 8).forEach(this.ackBatcher::onDelivery);
	}

	@Test
	void acksFinishedDeliveriesTogether() {
		finish(2, 1, 3);
		assertThat(this.tasks).hasSize(1);
		run();
		finish(4);
		run();
		assertThat(this.calls).containsExactly("basicAck3…", "basicAck4…");
	}

	@Test
	void acksSinglyBehindAnUnfinishedDelivery() {
		finish(1, 3, 4);
		run();
		assertThat(this.calls).containsExactly("basicAck1…", "basicAck3", "basicAck4");
	}

	@Test
	void doesNotRepeatAckSentAhead() {
		finish(2, 3);
		run();
		finish(1, 5);
		run();
		finish(4, 6);
		run();
		assertThat(this.calls).containsExactly("basicAck2", "basicAck3", "basicAck1…", "basicAck5", "basicAck6…");
	}

	@Test
	void rejectsImmediatelyWithoutDelayingAcks() {
		finish(1);
		this.ackBatcher.reject(2);
		finish(3);
		run();
		assertThat(this.calls).containsExactly("basicReject2", "basicAck3…");
	}

	@Test
	void doesNotAckTwice() {
		finish(1);
		this.ackBatcher.flush();
		run();
		this.ackBatcher.flush();
		assertThat(this.calls).containsExactly("basicAck1…");
	}

	@Test
	void delaysAckWhileLessThanHalfOfPrefetchIsUsed() {
		this.ackBatcher = withPrefetch(16);
		deliverEightMessages();
		finish(1, 2);
		assertThat(this.tasks).isEmpty();
		assertThat(this.delayedTasks).hasSize(1);
		finish(3);
		runDelayed();
		finish(4);
		assertThat(this.delayedTasks).hasSize(1);
		assertThat(this.calls).containsExactly("basicAck3…");
	}

	@Test
	void acksImmediatelyWhenMoreThanHalfOfPrefetchIsUsed() {
		this.ackBatcher = withPrefetch(16);
		deliverEightMessages();
		finish(1);
		this.ackBatcher.onDelivery(9);
		finish(2);
		run();
		runDelayed();
		assertThat(this.calls).containsExactly("basicAck2…");
	}

	@Test
	void countsAckedAndRejectedDeliveriesAsFree() {
		this.ackBatcher = withPrefetch(14);
		deliverEightMessages();
		finish(1);
		run();
		this.ackBatcher.onDelivery(9);
		this.ackBatcher.reject(9);
		finish(2);
		assertThat(this.tasks).isEmpty();
		assertThat(this.delayedTasks).hasSize(1);
	}

	private AckBatcher withPrefetch(int prefetch) {
		return new AckBatcher(
				(Channel) Proxy.newProxyInstance(Channel.class.getClassLoader(), new Class<?>[] { Channel.class },
						(proxy, method, arguments) -> this.calls
							.add(method.getName() + arguments[0] + (arguments[1].equals(true) ? "…" : ""))),
				prefetch, this.tasks::add, this.delayedTasks::add);
	}

	private void finish(long... tags) {
		for (long tag : tags) {
			this.ackBatcher.ack(tag);
		}
	}

	private void run() {
		run(this.tasks);
	}

	private void runDelayed() {
		run(this.delayedTasks);
	}

	private static void run(List<Runnable> tasks) {
		List<Runnable> due = List.copyOf(tasks);
		tasks.clear();
		due.forEach(Runnable::run);
	}

}
