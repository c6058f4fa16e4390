package io.asyncreply.testsupport.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.asyncreply.testsupport.AsyncReplyClient;
import org.awaitility.Awaitility;

/**
 * System A or System B as a process that {@link SystemLauncher} has started.
 */
public final class SystemProcess implements AutoCloseable {

	private static final Duration TIMEOUT = Duration.ofMinutes(2);

	private final ChildProcess process;

	private final int port;

	private final Path log;

	private final AsyncReplyClient client;

	SystemProcess(ChildProcess process, int port, Path log) {
		this.process = process;
		this.port = port;
		this.log = log;
		this.client = new AsyncReplyClient(this::uri);
	}

	/** Resolves a path against the address of the system. */
	public URI uri(String path) {
		return URI.create("http://127.0.0.1:" + this.port).resolve(path);
	}

	public int port() {
		return this.port;
	}

	public long pid() {
		return this.process.pid();
	}

	public boolean isAlive() {
		return this.process.isAlive();
	}

	/** Returns the output of all processes of this launcher so far. */
	public String log() {
		try {
			return Files.readString(this.log);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public void awaitLive() {
		awaitHealth("liveness");
	}

	public void awaitReady() {
		awaitHealth("readiness");
	}

	/** Kills the process with SIGKILL. */
	public void kill() {
		this.process.kill();
	}

	/**
	 * Sends SIGTERM and waits until the process has ended.
	 * @return its exit status
	 */
	public int terminate() {
		return this.process.terminate("TERM");
	}

	/**
	 * Waits until the process has ended by itself.
	 * @return its exit status
	 */
	public int awaitExit() {
		return this.process.awaitExit();
	}

	/** Pauses the process: its connections stay open, but it does not answer. */
	public void pause() {
		this.process.pause();
	}

	public void resume() {
		this.process.resume();
	}

	/** Runs the garbage collector of the process. */
	public void collectGarbage() {
		String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
		ChildProcess.run(List.of(jcmd, Long.toString(pid()), "GC.run"));
	}

	@Override
	public void close() {
		kill();
	}

	private void awaitHealth(String probe) {
		Awaitility.await()
			.atMost(TIMEOUT)
			.failFast(this::requireAlive)
			.until(() -> this.client.isOk("/actuator/health/" + probe));
	}

	private void requireAlive() {
		if (!isAlive()) {
			throw new IllegalStateException("It ended before it answered. Its output:\n" + log());
		}
	}

}
