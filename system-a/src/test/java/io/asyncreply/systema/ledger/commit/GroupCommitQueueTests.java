package io.asyncreply.systema.ledger.commit;

import java.util.AbstractList;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests of {@link GroupCommitQueue}.
 */
class GroupCommitQueueTests {

	/** The elements that arrive during each pause. */
	private final Queue<List<Integer>> arrivalsByPause = new ArrayDeque<>();

	private final GroupCommitQueue<Integer> groupCommitQueue = new GroupCommitQueue<>((nanos) -> pause());

	private int pauseCount;

	private void pause() {
		this.pauseCount++;
		List<Integer> arrivals = this.arrivalsByPause.poll();
		if (arrivals != null) {
			arrivals.forEach(this.groupCommitQueue::add);
		}
	}

	@Test
	void returnsSingleChangeWithoutWaiting() throws InterruptedException {
		for (int i = 0; i < 20; i++) {
			assertThat(nextAfterAdding(i)).containsExactly(i);
		}
		assertThat(nextAfterAdding()).isEmpty();
		assertThat(this.pauseCount).isZero();
	}

	@Test
	void pausesAgainAfterEachPauseThatBringsChanges() throws InterruptedException {
		addLargeGroup();
		this.arrivalsByPause.addAll(List.of(List.of(3, 4), List.of(5), List.of(), List.of(6)));
		assertThat(nextAfterAdding(1, 2)).containsExactly(1, 2, 3, 4, 5);
		assertThat(this.pauseCount).isEqualTo(3);
	}

	@Test
	void limitsNumberOfPauses() throws InterruptedException {
		addLargeGroup();
		IntStream.range(0, 20).forEach((i) -> this.arrivalsByPause.add(List.of(i)));
		assertThat(nextAfterAdding(-1)).hasSize(11);
		assertThat(this.pauseCount).isEqualTo(10);
	}

	@Test
	void returnsFullGroupWithoutWaiting() throws InterruptedException {
		addLargeGroup();
		IntStream.range(0, GroupCommitQueue.MAX_GROUP_SIZE + 3).forEach(this.groupCommitQueue::add);
		assertThat(nextAfterAdding()).hasSize(GroupCommitQueue.MAX_GROUP_SIZE);
		assertThat(this.pauseCount).isZero();
		assertThat(nextAfterAdding()).hasSize(3);
	}

	@Test
	void stopsWaitingAfterManySingleChanges() throws InterruptedException {
		addLargeGroup();
		for (int i = 0; i < 20; i++) {
			nextAfterAdding(i);
		}
		this.pauseCount = 0;
		nextAfterAdding(20);
		assertThat(this.pauseCount).isZero();
	}

	/** The second element is added once the first one is in the group. */
	@Test
	void keepsElementsAddedTogetherInOneGroup() {
		List<CompletableFuture<List<Integer>>> groups = new ArrayList<>();
		this.groupCommitQueue.addAll(new AbstractList<>() {

			@Override
			public Integer get(int index) {
				if (index == 1) {
					groups.add(CompletableFuture.supplyAsync(GroupCommitQueueTests.this::next));
					await().until(GroupCommitQueueTests.this.groupCommitQueue::isEmpty);
				}
				return index;
			}

			@Override
			public int size() {
				return 3;
			}

		});
		assertThat(groups).singleElement().returns(List.of(0, 1, 2), CompletableFuture::join);
	}

	private List<Integer> next() {
		try {
			return this.groupCommitQueue.nextGroup(10, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void addLargeGroup() throws InterruptedException {
		nextAfterAdding(IntStream.range(0, 16).toArray());
		this.pauseCount = 0;
	}

	private List<Integer> nextAfterAdding(int... changes) throws InterruptedException {
		IntStream.of(changes).forEach(this.groupCommitQueue::add);
		return this.groupCommitQueue.nextGroup(0, TimeUnit.MILLISECONDS);
	}

}
