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

import io.asyncreply.messaging.message.AmqpMessageCodec;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests when {@link MessageBatcher} publishes messages, and in which batches.
 */
class MessageBatcherTests {

	private final List<List<String>> published = new ArrayList<>();

	private final List<CompletableFuture<Void>> confirms = new ArrayList<>();

	private int maxMessages = AmqpMessageCodec.MAX_BATCH_MESSAGES;

	private final MessageBatcher<String> messageBatcher = new MessageBatcher<>(
			new BatchLimits<>(() -> this.maxMessages, String::length), (batch) -> {
				this.published.add(batch);
				this.confirms.add(new CompletableFuture<>());
				return this.confirms.get(this.confirms.size() - 1);
			}, Runnable::run);

	@Test
	void publishesImmediatelyWhileFewerThanTwoBatchesAreUnconfirmed() {
		add("a", "b");
		assertThat(this.published).containsExactly(List.of("a"), List.of("b"));
	}

	@Test
	void batchesMessagesAddedTogether() {
		this.messageBatcher.add(List.of("a", "b", "c"));
		this.maxMessages = 2;
		this.messageBatcher.add(List.of("d", "e", "f"));
		assertThat(this.published).containsExactly(List.of("a", "b", "c"), List.of("d", "e"));
	}

	@Test
	void publishesSingleMessagesWithoutWaiting() {
		add("a", "b", "c");
		this.maxMessages = 1;
		add("d", "e");
		assertThat(this.published).extracting((batch) -> batch.get(0)).containsExactly("a", "b", "c", "d", "e");
	}

	@Test
	void batchesMessagesQueuedWhileTwoBatchesAreUnconfirmed() {
		add("a", "b", "c", "d", "e");
		this.confirms.get(1).complete(null);
		assertThat(this.published).containsExactly(List.of("a"), List.of("b"), List.of("c", "d", "e"));
	}

	@Test
	void addsBufferedMessagesToTheNextBatch() {
		this.messageBatcher.buffer("a");
		this.messageBatcher.buffer("b");
		assertThat(this.published).isEmpty();
		this.messageBatcher.add(List.of("c"));
		this.messageBatcher.buffer("d");
		this.messageBatcher.flush();
		assertThat(this.published).containsExactly(List.of("a", "b", "c"), List.of("d"));
	}

	@Test
	void continuesAfterFailedPublish() {
		add("a", "b", "c");
		this.confirms.get(0).completeExceptionally(new IllegalStateException("lost"));
		assertThat(this.published).endsWith(List.of("c"));
	}

	@Test
	void limitsBatchByCountAndBytes() {
		add("a", "b");
		String large = "x".repeat(AmqpMessageCodec.MAX_BATCH_CONTENT_BYTES - 1);
		add(large, "c", "d");
		this.messageBatcher.add(Collections.nCopies(AmqpMessageCodec.MAX_BATCH_MESSAGES, "y"));
		for (int i = 0; i < this.confirms.size(); i++) {
			this.confirms.get(i).complete(null);
		}
		assertThat(this.published).extracting(List::size)
			.containsExactly(1, 1, 2, AmqpMessageCodec.MAX_BATCH_MESSAGES, 1);
	}

	@Test
	void publishesEveryMessageUnderConcurrency() throws InterruptedException {
		Queue<String> publishedMessages = new ConcurrentLinkedQueue<>();
		ExecutorService confirmExecutor = Executors.newFixedThreadPool(2);
		ExecutorService producers = Executors.newFixedThreadPool(4);
		MessageBatcher<String> concurrentBatcher = new MessageBatcher<>(
				new BatchLimits<>(() -> AmqpMessageCodec.MAX_BATCH_MESSAGES, String::length),
				(batch) -> CompletableFuture.runAsync(() -> publishedMessages.addAll(batch), confirmExecutor),
				confirmExecutor);
		IntStream.range(0, 10_000)
			.forEach((i) -> producers.execute(() -> concurrentBatcher.add(List.of("reply " + i))));
		producers.shutdown();
		assertThat(producers.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
		await().until(() -> publishedMessages.size() == 10_000);
		confirmExecutor.shutdownNow();
	}

	private void add(String... replies) {
		for (String reply : replies) {
			this.messageBatcher.add(List.of(reply));
		}
	}

}
