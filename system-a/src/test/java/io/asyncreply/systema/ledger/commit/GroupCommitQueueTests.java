package io.asyncreply.systema.ledger.commit;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What goes on together, when others come during the pauses.
 */
class GroupCommitQueueTests {

	/** What each pause brings. */
	private final Queue<List<Integer>> pauses = new ArrayDeque<>();

	private final GroupCommitQueue<Integer> gathering = new GroupCommitQueue<>((nanos) -> pause());

	private int paused;

	private void pause() {
		this.paused++;
		List<Integer> brought = this.pauses.poll();
		if (brought != null) {
			brought.forEach(this.gathering::add);
		}
	}

	@Test
	void whoComesAloneWaitsForNobody() throws InterruptedException {
		for (int i = 0; i < 20; i++) {
			assertThat(give(i)).containsExactly(i);
		}
		assertThat(give()).isEmpty();
		assertThat(this.paused).isZero();
	}

	@Test
	void whereSeveralComeEachPauseThatBringsMoreIsFollowedByAnother() throws InterruptedException {
		severalCome();
		this.pauses.addAll(List.of(List.of(3, 4), List.of(5), List.of(), List.of(6)));
		assertThat(give(1, 2)).containsExactly(1, 2, 3, 4, 5);
		assertThat(this.paused).isEqualTo(3);
	}

	@Test
	void nobodyWaitsForLong() throws InterruptedException {
		severalCome();
		IntStream.range(0, 20).forEach((i) -> this.pauses.add(List.of(i)));
		assertThat(give(-1)).hasSize(11);
		assertThat(this.paused).isEqualTo(10);
	}

	@Test
	void fullOnesWaitForNothing() throws InterruptedException {
		severalCome();
		IntStream.range(0, GroupCommitQueue.MOST + 3).forEach(this.gathering::add);
		assertThat(give()).hasSize(GroupCommitQueue.MOST);
		assertThat(this.paused).isZero();
		assertThat(give()).hasSize(3);
	}

	@Test
	void whoComesAloneAfterManyWaitsNoMoreAfterAWhile() throws InterruptedException {
		severalCome();
		for (int i = 0; i < 20; i++) {
			give(i);
		}
		this.paused = 0;
		give(20);
		assertThat(this.paused).isZero();
	}

	private void severalCome() throws InterruptedException {
		give(IntStream.range(0, 16).toArray());
		this.paused = 0;
	}

	private List<Integer> give(int... come) throws InterruptedException {
		IntStream.of(come).forEach(this.gathering::add);
		return this.gathering.next(0, TimeUnit.MILLISECONDS);
	}

}
