package io.asyncreply.systemb.endpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.asyncreply.messages.amqp.Frames;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class ConvoyTests {

	private final List<List<String>> published = new ArrayList<>();

	private final List<CompletableFuture<Void>> confirms = new ArrayList<>();

	private final Convoy<String> convoy = new Convoy<>(String::length, (frame) -> {
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
	void whatGetsReadyMeanwhileLeavesTogetherWithTheNextConfirm() {
		add("a", "b", "c", "d", "e");
		this.confirms.get(1).complete(null);
		assertThat(this.published).containsExactly(List.of("a"), List.of("b"), List.of("c", "d", "e"));
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
		String large = "x".repeat(Frames.MAX_CONTENT_BYTES - 1);
		add(large, "c", "d");
		IntStream.range(0, Frames.MAX_MESSAGES).forEach((i) -> add("y"));
		for (int i = 0; i < this.confirms.size(); i++) {
			this.confirms.get(i).complete(null);
		}
		assertThat(this.published).extracting(List::size).containsExactly(1, 1, 2, Frames.MAX_MESSAGES, 1);
	}

	@Test
	void nothingStaysBehindHoweverManyAreReadyAtOnce() throws InterruptedException {
		Queue<String> arrived = new ConcurrentLinkedQueue<>();
		ExecutorService confirming = Executors.newFixedThreadPool(2);
		ExecutorService ready = Executors.newFixedThreadPool(4);
		Convoy<String> crowded = new Convoy<>(String::length,
				(frame) -> CompletableFuture.runAsync(() -> arrived.addAll(frame), confirming), confirming);
		IntStream.range(0, 10_000).forEach((i) -> ready.execute(() -> crowded.add("reply " + i)));
		ready.shutdown();
		assertThat(ready.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
		await().until(() -> arrived.size() == 10_000);
		confirming.shutdownNow();
	}

	private void add(String... replies) {
		List.of(replies).forEach(this.convoy::add);
	}

}
