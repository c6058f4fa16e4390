package io.asyncreply.testsupport.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.asyncreply.testsupport.process.ChildProcess;
import io.asyncreply.testsupport.process.ProjectFolder;
import io.asyncreply.testsupport.process.TemporaryFolder;
import org.jspecify.annotations.Nullable;

/**
 * A server as a local process. A script of this repository starts it, with a folder and a
 * port as arguments.
 */
public final class LocalServer implements TestServer {

	private final List<String> command;

	private final Map<String, String> environment;

	private final Path folder;

	private final String stopSignal;

	private @Nullable ChildProcess process;

	public LocalServer(String script, int port, Map<String, String> environment, String stopSignal) {
		this.folder = TemporaryFolder.create(Path.of(script).getFileName().toString());
		this.command = List.of(ProjectFolder.resolve(script).toString(), this.folder.toString(), "" + port);
		this.environment = environment;
		this.stopSignal = stopSignal;
	}

	public Path folder() {
		return this.folder;
	}

	@Override
	public void start() {
		this.process = ChildProcess.start(this.command, this.environment, this.folder.resolve("output.log"));
	}

	@Override
	public void kill() {
		if (this.process != null) {
			this.process.kill();
		}
	}

	@Override
	public void stop() {
		requireStarted().terminate(this.stopSignal);
	}

	@Override
	public void pause() {
		requireStarted().pause();
	}

	@Override
	public void resume() {
		requireStarted().resume();
	}

	@Override
	public void erase() {
		kill();
		TemporaryFolder.delete(this.folder.resolve("data"));
	}

	@Override
	public String execute(List<String> command) {
		return ChildProcess.run(command);
	}

	@Override
	public String writeFile(String name, String content) {
		try {
			return Files.writeString(this.folder.resolve(name), content).toString();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public String log() {
		try {
			return Files.readString(this.folder.resolve("output.log"), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			return ex.toString();
		}
	}

	private ChildProcess requireStarted() {
		if (this.process == null) {
			throw new IllegalStateException("The server is not started: " + this.command);
		}
		return this.process;
	}

}
