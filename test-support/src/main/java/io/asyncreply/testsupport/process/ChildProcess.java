package io.asyncreply.testsupport.process;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A process that tests can kill, pause and resume. It ends with this JVM, even if the JVM
 * is killed.
 */
public final class ChildProcess {

	private static final Duration TIMEOUT = Duration.ofMinutes(1);

	/**
	 * Starts all processes on one thread that lives as long as the JVM, because the
	 * operating system ends a child with the thread that started it.
	 */
	private static final ExecutorService STARTER = Executors.newSingleThreadExecutor((task) -> {
		Thread thread = new Thread(task, "child-processes");
		thread.setDaemon(true);
		return thread;
	});

	private static final List<String> PARENT_DEATH_SIGNAL_COMMAND = Files.isExecutable(Path.of("/usr/bin/setpriv"))
			? List.of("/usr/bin/setpriv", "--pdeathsig", "KILL") : List.of();

	private final Process process;

	private ChildProcess(Process process) {
		this.process = process;
	}

	/**
	 * Starts a process.
	 * @param command the program and its arguments
	 * @param environment variables in addition to the environment of this JVM
	 * @param log the file to which the output is appended
	 */
	public static ChildProcess start(List<String> command, Map<String, String> environment, Path log) {
		ProcessBuilder builder = new ProcessBuilder(
				Stream.of(PARENT_DEATH_SIGNAL_COMMAND, command).flatMap(List::stream).toList());
		builder.environment().putAll(environment);
		builder.redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
			.redirectInput(new File("/dev/null"));
		ChildProcess child = new ChildProcess(CompletableFuture.supplyAsync(() -> start(builder), STARTER).join());
		ShutdownHooks.register(child::kill);
		return child;
	}

	/** Runs a command to its end and returns its output. */
	public static String run(List<String> command) {
		try {
			Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
			process.getOutputStream().close();
			String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			if (process.waitFor() != 0) {
				throw new IllegalStateException(String.join(" ", command) + ": " + output);
			}
			return output;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	long pid() {
		return this.process.pid();
	}

	boolean isAlive() {
		return this.process.isAlive();
	}

	/**
	 * Kills the process and its descendants. Does nothing if it has ended, because
	 * another process may have its id then.
	 */
	public void kill() {
		if (isAlive()) {
			List<ProcessHandle> tree = processTree();
			tree.forEach(ProcessHandle::destroyForcibly);
			tree.forEach((handle) -> handle.onExit().orTimeout(TIMEOUT.toSeconds(), TimeUnit.SECONDS).join());
		}
		awaitExit();
	}

	/** Sends a signal that ends the process, and waits for its exit status. */
	public int terminate(String signal) {
		if (isAlive()) {
			signal(signal, List.of(this.process.toHandle()));
		}
		return awaitExit();
	}

	/** Waits up to a minute for the end of the process and returns its exit status. */
	public int awaitExit() {
		return this.process.onExit().orTimeout(TIMEOUT.toSeconds(), TimeUnit.SECONDS).join().exitValue();
	}

	public void pause() {
		signal("STOP", processTree());
	}

	public void resume() {
		signal("CONT", processTree());
	}

	private List<ProcessHandle> processTree() {
		return Stream.concat(Stream.of(this.process.toHandle()), this.process.descendants()).toList();
	}

	private static void signal(String signal, List<ProcessHandle> processes) {
		for (ProcessHandle process : processes) {
			try {
				run(List.of("kill", "-" + signal, Long.toString(process.pid())));
			}
			catch (IllegalStateException ex) {
				if (process.isAlive()) {
					throw ex;
				}
			}
		}
	}

	private static Process start(ProcessBuilder builder) {
		try {
			return builder.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
