package io.asyncreply.endtoend.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * Statistics of a process, read from {@code /proc}.
 *
 * @param pid the process id
 */
record ProcessStatistics(long pid) {

	/** Index among the fields of {@code stat} after the name, counted from 0. */
	private static final int USER_TIME = 11;

	private static final int SYSTEM_TIME = 12;

	private static final long MILLIS_PER_TICK = 10;

	private static final String TOMCAT_THREAD_PREFIX = "http-nio";

	/**
	 * Counts the threads without those of Tomcat, because its pool is bounded and shrinks
	 * only after minutes.
	 */
	long threads() {
		try (Stream<Path> tasks = Files.list(folder().resolve("task"))) {
			return tasks.filter((task) -> !threadName(task).startsWith(TOMCAT_THREAD_PREFIX)).count();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	long openFiles() {
		try (Stream<Path> files = Files.list(folder().resolve("fd"))) {
			return files.count();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Returns the CPU time of the process. */
	Duration processorTime() {
		try {
			String stat = Files.readString(folder().resolve("stat"));
			String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
			long ticks = Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[SYSTEM_TIME]);
			return Duration.ofMillis(ticks * MILLIS_PER_TICK);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Returns the name of a thread. Threads that have just ended count as Tomcat's. */
	private static String threadName(Path task) {
		try {
			return Files.readString(task.resolve("comm"));
		}
		catch (IOException ex) {
			return TOMCAT_THREAD_PREFIX;
		}
	}

	private Path folder() {
		return Path.of("/proc", Long.toString(this.pid));
	}

}
