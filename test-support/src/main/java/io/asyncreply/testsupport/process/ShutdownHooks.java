package io.asyncreply.testsupport.process;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Runs clean-up tasks at the end of the JVM, in reverse order: a folder is deleted after
 * the process that uses it has ended.
 */
final class ShutdownHooks {

	private static final Deque<Runnable> TASKS = new ArrayDeque<>();

	static {
		Runtime.getRuntime().addShutdownHook(new Thread(ShutdownHooks::runAll));
	}

	private ShutdownHooks() {
	}

	static synchronized void register(Runnable task) {
		TASKS.push(task);
	}

	private static synchronized void runAll() {
		for (Runnable task : TASKS) {
			try {
				task.run();
			}
			catch (RuntimeException ex) {
				System.err.println("A clean-up task failed: " + ex);
			}
		}
	}

}
