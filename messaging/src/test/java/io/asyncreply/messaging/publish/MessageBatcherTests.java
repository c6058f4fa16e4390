package io.asyncreply.messaging.publish;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * When messages leave, and with whom.
 */
class MessageBatcherTests {

	private final List<List<String>> published = new ArrayList<>();

	private final List<CompletableFuture<Void>> confirms = new ArrayList<>();

	private int most = BatchLimits.MAX_MESSAGES;

	private final MessageBatcher<String> convoy = new MessageBatcher<>(
			new BatchLimits<>(() -> this.most, String::length), (frame) -> {
				this.published.add(frame);
				this.confirms.add(new CompletableFuture<>());
				return this.confirms.get(this.confirms.size() - 1);
			}, Runnable::run);

	@Test
	void nothingWaitsWhileAPlaceIsFree() {
		add("a", "b");
		assertThat(this.published).containsExactly(List.of("a"), List.of("b"));
	}

	@Test
	void whatIsReadyAtTheSameInstantLeavesTogether() {
		this.convoy.add(List.of("a", "b", "c"));
		this.most = 2;
		this.convoy.add(List.of("d", "e", "f"));
		assertThat(this.published).containsExactly(List.of("a", "b", "c"), List.of("d", "e"));
	}

	@Test
	void whatTravelsAloneWaitsForNothing() {
		add("a", "b", "c");
		this.most = 1;
		add("d", "e");
		assertThat(this.published).extracting((frame) -> frame.get(0)).containsExactly("a", "b", "c", "d", "e");
	}

	@Test
	void whatGetsReadyMeanwhileLeavesTogetherWithTheNextConfirm() {
		add("a", "b", "c", "d", "e");
		this.confirms.get(1).complete(null);
		assertThat(this.published).containsExactly(List.of("a"), List.of("b"), List.of("c", "d", "e"));
	}

	@Test
	void whatWaitsForOthersLeavesWithThem() {
		this.convoy.gather("a");
		this.convoy.gather("b");
		assertThat(this.published).isEmpty();
		this.convoy.add(List.of("c"));
		this.convoy.gather("d");
		this.convoy.depart();
		assertThat(this.published).containsExactly(List.of("a", "b", "c"), List.of("d"));
	}

	@Test
	void failureMakesPlaceToo() {
		add("a", "b", "c");
		this.confirms.get(0).completeExceptionally(new IllegalStateException("lost"));
		assertThat(this.published).endsWith(List.of("c"));
	}

	@Test
	void frameIsBoundedInNumberAndBytes() {
		add("a", "b");
		String large = "x".repeat(BatchLimits.MAX_CONTENT_BYTES - 1);
		add(large, "c", "d");
		this.convoy.add(Collections.nCopies(BatchLimits.MAX_MESSAGES, "y"));
		for (int i = 0; i < this.confirms.size(); i++) {
			this.confirms.get(i).complete(null);
		}
		assertThat(this.published).extracting(List::size).containsExactly(1, 1, 2, BatchLimits.MAX_MESSAGES, 1);
	}

	@Test
	void nothingStaysBehindHoweverManyAreReadyAtOnce() throws InterruptedException {
		Queue<String> arrived = new ConcurrentLinkedQueue<>();
		ExecutorService confirming = Executors.newFixedThreadPool(2);
		ExecutorService ready = Executors.newFixedThreadPool(4);
		MessageBatcher<String> crowded = new MessageBatcher<>(
				new BatchLimits<>(() -> BatchLimits.MAX_MESSAGES, String::length),
				(frame) -> CompletableFuture.runAsync(() -> arrived.addAll(frame), confirming), confirming);
		IntStream.range(0, 10_000).forEach((i) -> ready.execute(() -> crowded.add(List.of("reply " + i))));
		ready.shutdown();
		assertThat(ready.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
		await().until(() -> arrived.size() == 10_000);
		confirming.shutdownNow();
	}

	private void add(String... replies) {
		for (String reply : replies) {
			this.convoy.add(List.of(reply));
		}
	}

}
