package io.asyncreply.endtoend.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;

/**
 * Traces the system calls of a process with strace.
 */
final class StraceProcess implements AutoCloseable {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private final Process process;

	private final Path trace;

	private StraceProcess(Process process, Path trace) {
		this.process = process;
		this.trace = trace;
	}

	/** Returns whether strace is installed. */
	static boolean isAvailable() {
		try {
			Process version = new ProcessBuilder("strace", "-V").redirectErrorStream(true).start();
			version.getInputStream().readAllBytes();
			return version.onExit().join().exitValue() == 0;
		}
		catch (IOException ex) {
			return false;
		}
	}

	/** Attaches to a process and waits until its calls are traced. */
	static StraceProcess attach(long pid, String calls, Path folder) {
		Path trace = folder.resolve("strace.log");
		Path messages = folder.resolve("strace-messages.log");
		try {
			Process process = new ProcessBuilder("strace", "-f", "-y", "-s", "64", "-e", "trace=" + calls, "-o",
					trace.toString(), "-p", Long.toString(pid))
				.redirectErrorStream(true)
				.redirectOutput(messages.toFile())
				.start();
			StraceProcess straceProcess = new StraceProcess(process, trace);
			Awaitility.await().atMost(TIMEOUT).until(() -> Files.readString(messages).contains(" attached"));
			return straceProcess;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Returns the system calls so far, in their order. */
	List<String> systemCalls() {
		try {
			return Files.readAllLines(this.trace);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		this.process.destroy();
		this.process.onExit().orTimeout(TIMEOUT.toSeconds(), TimeUnit.SECONDS).join();
	}

}
