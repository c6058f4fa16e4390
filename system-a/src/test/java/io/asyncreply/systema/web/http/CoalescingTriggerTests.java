package io.asyncreply.systema.web.http;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whose turn it is.
 */
class CoalescingTriggerTests {

	private final Queue<Runnable> tasks = new ArrayDeque<>();

	private final List<String> turns = new ArrayList<>();

	private final CoalescingTrigger greedy = new CoalescingTrigger(this.tasks::add, this::takeMore);

	private final CoalescingTrigger modest = new CoalescingTrigger(this.tasks::add, () -> this.turns.add("modest"));

	private void takeMore() {
		this.turns.add("greedy");
		if (this.turns.size() < 5) {
			this.greedy.ring();
		}
	}

	@Test
	void workThatRingsForMoreLetsOthersHaveTheirTurn() {
		this.greedy.ring();
		this.modest.ring();
		runAll();
		assertThat(this.turns).containsExactly("greedy", "modest", "greedy", "greedy", "greedy");
	}

	@Test
	void ringsBeforeItsTurnAreOne() {
		this.modest.ring();
		this.modest.ring();
		runAll();
		this.modest.ring();
		runAll();
		assertThat(this.turns).containsExactly("modest", "modest");
	}

	private void runAll() {
		for (Runnable task = this.tasks.poll(); task != null; task = this.tasks.poll()) {
			task.run();
		}
	}

}
