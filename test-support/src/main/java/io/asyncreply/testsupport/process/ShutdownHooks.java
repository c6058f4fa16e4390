package io.asyncreply.testsupport.process;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Cleans up when the JVM ends, the last first: a folder that was made before the process
 * that uses it is deleted after that process has ended.
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
				System.err.println("Not cleaned up: " + ex);
			}
		}
	}

}
