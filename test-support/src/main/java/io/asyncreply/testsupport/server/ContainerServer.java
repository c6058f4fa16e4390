package io.asyncreply.testsupport.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

import com.github.dockerjava.api.DockerClient;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.Container;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.images.builder.Transferable;

/**
 * A server in a Docker container.
 */
public final class ContainerServer implements TestServer {

	private final Supplier<GenericContainer<?>> containerFactory;

	private final String stopSignal;

	private @Nullable GenericContainer<?> container;

	/**
	 * Creates a server that is not started.
	 * @param containerFactory creates a container without data; it publishes a fixed
	 * port, so that the address survives a restart
	 * @param stopSignal the signal that shuts the server down
	 */
	public ContainerServer(Supplier<GenericContainer<?>> containerFactory, String stopSignal) {
		this.containerFactory = containerFactory;
		this.stopSignal = stopSignal;
	}

	/** Publishes a port of a container on a fixed port of the loopback address. */
	public static <C extends GenericContainer<?>> C bindPort(C container, int port, int containerPort) {
		container.setPortBindings(List.of("127.0.0.1:" + port + ":" + containerPort));
		container.setWaitStrategy(new NoWaitStrategy());
		return container;
	}

	@Override
	public void start() {
		if (this.container == null) {
			this.container = this.containerFactory.get();
			this.container.start();
		}
		else {
			docker().startContainerCmd(id()).exec();
		}
	}

	@Override
	public void kill() {
		signal("KILL");
	}

	@Override
	public void stop() {
		signal(this.stopSignal);
	}

	@Override
	public void pause() {
		docker().pauseContainerCmd(id()).exec();
	}

	@Override
	public void resume() {
		docker().unpauseContainerCmd(id()).exec();
	}

	@Override
	public void erase() {
		if (this.container != null) {
			this.container.stop();
			this.container = null;
		}
	}

	@Override
	public String execute(List<String> command) {
		try {
			Container.ExecResult result = requireStarted().execInContainer(command.toArray(String[]::new));
			String output = result.getStdout() + result.getStderr();
			if (result.getExitCode() != 0) {
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

	@Override
	public String writeFile(String name, String content) {
		String path = "/tmp/" + name;
		requireStarted().copyFileToContainer(Transferable.of(content), path);
		return path;
	}

	@Override
	public String log() {
		return requireStarted().getLogs();
	}

	private void signal(String signal) {
		if (isRunning()) {
			docker().killContainerCmd(id()).withSignal(signal).exec();
			Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> !isRunning());
		}
	}

	private boolean isRunning() {
		return Boolean.TRUE.equals(docker().inspectContainerCmd(id()).exec().getState().getRunning());
	}

	private GenericContainer<?> requireStarted() {
		if (this.container == null) {
			throw new IllegalStateException("The container is not started");
		}
		return this.container;
	}

	private String id() {
		return requireStarted().getContainerId();
	}

	private static DockerClient docker() {
		return DockerClientFactory.instance().client();
	}

}
