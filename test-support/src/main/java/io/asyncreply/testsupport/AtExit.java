package io.asyncreply.testsupport;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Cleans up when the JVM ends, the last first: a folder that was made before the process
 * that uses it is deleted after that process has ended.
 */
final class AtExit {

	private static final Deque<Runnable> STEPS = new ArrayDeque<>();

	static {
		Runtime.getRuntime().addShutdownHook(new Thread(AtExit::cleanUp));
	}

	private AtExit() {
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
