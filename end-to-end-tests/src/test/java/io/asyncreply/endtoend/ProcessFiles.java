package io.asyncreply.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * What the operating system tells about a process.
 *
 * @param pid the process
 */
record ProcessFiles(long pid) {

	/** Fields of {@code stat} after the name, counted from 0. */
	private static final int USER_TIME = 11;

	private static final int SYSTEM_TIME = 12;

	private static final long MILLIS_PER_TICK = 10;

	long threads() {
		return count("task");
	}

	long openFiles() {
		return count("fd");
	}

	/** How long it has used a processor. */
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

	private long count(String name) {
		try (Stream<Path> files = Files.list(folder().resolve(name))) {
			return files.count();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private Path folder() {
		return Path.of("/proc", Long.toString(this.pid));
	}

}
