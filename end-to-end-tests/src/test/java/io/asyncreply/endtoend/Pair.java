package io.asyncreply.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.asyncreply.testsupport.SystemLauncher;
import io.asyncreply.testsupport.SystemProcess;
import io.asyncreply.testsupport.TestBroker;
import io.asyncreply.testsupport.TestPostgres;
import org.springframework.util.FileSystemUtils;

/**
 * System A and System B as processes of their own on a virtual host of their own. Their
 * ledger, their logs and the journal of their callers lie in {@code target/pairs} and
 * stay there until the next run.
 */
final class Pair implements AutoCloseable {

	private final TestBroker broker;

	private final String virtualHost;

	private final Journal journal;

	private final Client client;

	private final SystemLauncher launcherA;

	private final SystemLauncher launcherB;

	private final List<SystemProcess> started = new ArrayList<>();

	private SystemProcess systemA;

	private SystemProcess systemB;

	private Pair(String name, TestBroker broker, Map<String, String> ledger) {
		Path folder = emptyFolder(name);
		this.broker = broker;
		this.virtualHost = broker.newVirtualHost();
		this.journal = new Journal(folder.resolve("journal.log"));
		this.launcherA = configure(SystemLauncher.systemA()).environment(ledger).runDirectory(folder);
		this.launcherB = configure(SystemLauncher.systemB()).runDirectory(folder);
		this.systemA = start(this.launcherA);
		this.systemB = start(this.launcherB);
		this.client = new Client((path) -> this.systemA.uri(path), this.journal);
	}

	/**
	 * Starts a pair that keeps its ledger in SQLite.
	 * @param name names its folder
	 * @param broker where it gets a virtual host
	 */
	static Pair start(String name, TestBroker broker) {
		return ready(new Pair(name, broker, Map.of()));
	}

	/** Starts a pair that keeps its ledger in a database of its own on PostgreSQL. */
	static Pair start(String name, TestBroker broker, TestPostgres postgres) {
		return ready(new Pair(name, broker, Map.of("SPRING_DATASOURCE_URL", postgres.newDatabase(),
				"SPRING_DATASOURCE_USERNAME", postgres.username(), "SPRING_DATASOURCE_PASSWORD", postgres.password())));
	}

	TestBroker broker() {
		return this.broker;
	}

	String virtualHost() {
		return this.virtualHost;
	}

	Journal journal() {
		return this.journal;
	}

	Client client() {
		return this.client;
	}

	SystemProcess systemA() {
		return this.systemA;
	}

	SystemProcess systemB() {
		return this.systemB;
	}

	/** Starts System A with its ledger and its address again. */
	void startSystemA() {
		this.systemA = start(this.launcherA);
		this.systemA.awaitLive();
	}

	void startSystemB() {
		this.systemB = start(this.launcherB);
		this.systemB.awaitLive();
	}

	/** Starts one System B more, which shares the queues. */
	SystemProcess startAnotherSystemB() {
		SystemProcess another = start(configure(SystemLauncher.systemB()));
		another.awaitReady();
		return another;
	}

	@Override
	public void close() {
		this.started.forEach(SystemProcess::close);
		this.journal.close();
	}

	private SystemLauncher configure(SystemLauncher launcher) {
		return launcher.environment(this.broker.environment(this.virtualHost))
			.jvmArguments("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
	}

	private SystemProcess start(SystemLauncher launcher) {
		SystemProcess process = launcher.launch();
		this.started.add(process);
		return process;
	}

	private static Pair ready(Pair pair) {
		pair.systemA.awaitReady();
		pair.systemB.awaitReady();
		return pair;
	}

	private static Path emptyFolder(String name) {
		try {
			Path folder = Path.of("target", "pairs", name).toAbsolutePath();
			FileSystemUtils.deleteRecursively(folder);
			return Files.createDirectories(folder);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
