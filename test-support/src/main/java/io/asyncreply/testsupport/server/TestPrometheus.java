package io.asyncreply.testsupport.server;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.asyncreply.testsupport.AsyncReplyClient;
import io.asyncreply.testsupport.process.ChildProcess;
import io.asyncreply.testsupport.process.FreePorts;
import io.asyncreply.testsupport.process.TemporaryFolder;
import org.awaitility.Awaitility;

/**
 * A Prometheus that is a process of this machine, and its promtool. Both come with
 * Debian's package {@code prometheus}, which nobody has to have: tests ask first.
 */
public final class TestPrometheus implements AutoCloseable {

	private final int port = FreePorts.next();

	private final ChildProcess process;

	private TestPrometheus(Path folder, Path configuration) {
		this.process = ChildProcess.start(List.of("prometheus", "--config.file=" + configuration,
				"--storage.tsdb.path=" + folder.resolve("data"), "--web.listen-address=127.0.0.1:" + this.port),
				Map.of(), folder.resolve("output.log"));
	}

	/** Tells whether this machine has both. */
	public static boolean isInstalled() {
		return isOnPath("prometheus") && isOnPath("promtool");
	}

	/**
	 * Runs promtool.
	 * @param arguments its arguments
	 * @return what it printed
	 * @throws IllegalStateException with what it printed, if it is not content
	 */
	public static String promtool(String... arguments) {
		return ChildProcess.run(Stream.concat(Stream.of("promtool"), Stream.of(arguments)).toList());
	}

	/**
	 * Starts a server and waits until it is ready.
	 * @param configuration the content of its configuration file
	 */
	public static TestPrometheus start(String configuration) {
		Path folder = TemporaryFolder.create("prometheus");
		try {
			Path file = Files.writeString(folder.resolve("prometheus.yml"), configuration);
			TestPrometheus prometheus = new TestPrometheus(folder, file);
			prometheus.awaitReady();
			return prometheus;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Where it answers; a path is resolved against it. */
	public URI uri(String path) {
		return URI.create("http://127.0.0.1:" + this.port).resolve(path);
	}

	@Override
	public void close() {
		this.process.kill();
	}

	private void awaitReady() {
		AsyncReplyClient client = new AsyncReplyClient(this::uri);
		Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> client.isOk("/-/ready"));
	}

	private static boolean isOnPath(String program) {
		return Stream.of(System.getenv("PATH").split(File.pathSeparator))
			.anyMatch((folder) -> Files.isExecutable(Path.of(folder, program)));
	}

}
