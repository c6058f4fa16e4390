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
 * A local Prometheus, and promtool. Both are in Debian's package {@code prometheus}. The
 * package is optional; tests check {@link #isInstalled()}.
 */
public final class TestPrometheus implements AutoCloseable {

	private final int port = FreePorts.next();

	private final ChildProcess process;

	private TestPrometheus(Path folder, Path configuration) {
		this.process = ChildProcess.start(List.of("prometheus", "--config.file=" + configuration,
				"--storage.tsdb.path=" + folder.resolve("data"), "--web.listen-address=127.0.0.1:" + this.port),
				Map.of(), folder.resolve("output.log"));
	}

	/** Returns whether Prometheus and promtool are installed. */
	public static boolean isInstalled() {
		return isOnPath("prometheus") && isOnPath("promtool");
	}

	/**
	 * Runs promtool.
	 * @param arguments its arguments
	 * @return its output
	 * @throws IllegalStateException with its output, if it fails
	 */
	public static String promtool(String... arguments) {
		return ChildProcess.run(Stream.concat(Stream.of("promtool"), Stream.of(arguments)).toList());
	}

	/**
	 * Starts a server and waits until it is ready.
	 * @param configuration the content of the configuration file
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

	/** Resolves a path against the address of the server. */
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
