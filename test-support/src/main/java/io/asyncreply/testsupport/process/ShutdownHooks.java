package io.asyncreply.testsupport.process;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Cleans up when the JVM ends, the last first: a folder that was made before the process
 * that uses it is deleted after that process has ended.
 */
final class ShutdownHooks {

	private static final Deque<Runnable> STEPS = new ArrayDeque<>();

	static {
		Runtime.getRuntime().addShutdownHook(new Thread(ShutdownHooks::cleanUp));
	}

	private ShutdownHooks() {
	}

	static synchronized void run(Runnable step) {
		STEPS.push(step);
	}

	private static synchronized void cleanUp() {
		for (Runnable step : STEPS) {
			try {
				step.run();
			}
			catch (RuntimeException ex) {
				System.err.println("Not cleaned up: " + ex);
			}
		}
	}

}
