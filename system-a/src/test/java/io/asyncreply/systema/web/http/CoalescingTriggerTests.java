package io.asyncreply.systema.web.http;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tasks that are triggered before, during and after a run.
 */
class CoalescingTriggerTests {

	private final Queue<Runnable> tasks = new ArrayDeque<>();

	private final List<String> runs = new ArrayList<>();

	private final CoalescingTrigger greedy = new CoalescingTrigger(this.tasks::add, this::runGreedy);

	private final CoalescingTrigger modest = new CoalescingTrigger(this.tasks::add, () -> this.runs.add("modest"));

	private void runGreedy() {
		this.runs.add("greedy");
		if (this.runs.size() < 5) {
			this.greedy.trigger();
		}
	}

	@Test
	void runsRetriggeredTaskBehindOtherTasks() {
		this.greedy.trigger();
		this.modest.trigger();
		runAll();
		assertThat(this.runs).containsExactly("greedy", "modest", "greedy", "greedy", "greedy");
	}

	@Test
	void mergesTriggersBeforeTheRun() {
		this.modest.trigger();
		this.modest.trigger();
		runAll();
		this.modest.trigger();
		runAll();
		assertThat(this.runs).containsExactly("modest", "modest");
	}

	private void runAll() {
		for (Runnable task = this.tasks.poll(); task != null; task = this.tasks.poll()) {
			task.run();
		}
	}

}
