package io.asyncreply.endtoend.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import io.asyncreply.endtoend.client.ApiClient;
import io.asyncreply.endtoend.client.ClientJournal;
import io.asyncreply.testsupport.broker.TestBroker;
import io.asyncreply.testsupport.process.SystemLauncher;
import io.asyncreply.testsupport.process.SystemProcess;
import org.springframework.util.FileSystemUtils;

/**
 * System A and System B as separate processes, on a virtual host of their own. The
 * ledger, the logs and the journal of the callers are in {@code target/pairs} until the
 * next run.
 */
public final class SystemPair implements AutoCloseable {

	private final SystemPairSpec spec;

	private final String virtualHost;

	private final ClientJournal clientJournal;

	private final ApiClient apiClient;

	private final SystemLauncher launcherA;

	private final SystemLauncher launcherB;

	private final List<SystemProcess> processes = new CopyOnWriteArrayList<>();

	private volatile SystemProcess systemA;

	private volatile SystemProcess systemB;

	private SystemPair(SystemPairSpec spec) {
		Path folder = createEmptyFolder(spec.name());
		this.spec = spec;
		this.virtualHost = spec.broker().newVirtualHost();
		this.clientJournal = new ClientJournal(folder.resolve("journal.log"));
		this.launcherA = configure(SystemLauncher.systemA().runDirectory(folder), spec.systemA());
		this.launcherB = configure(SystemLauncher.systemB().runDirectory(folder), spec.systemB());
		this.systemA = launch(this.launcherA);
		this.systemB = launch(this.launcherB);
		this.apiClient = new ApiClient((path) -> this.systemA.uri(path), this.clientJournal);
	}

	static SystemPair start(SystemPairSpec spec) {
		SystemPair systemPair = new SystemPair(spec);
		systemPair.awaitReady();
		return systemPair;
	}

	/**
	 * Starts a pair with an SQLite ledger.
	 * @param name the name of its folder
	 * @param broker the broker, on which it gets a virtual host
	 */
	public static SystemPair start(String name, TestBroker broker) {
		return SystemPairSpec.of(name, broker).start();
	}

	public TestBroker broker() {
		return this.spec.broker();
	}

	public String virtualHost() {
		return this.virtualHost;
	}

	public ClientJournal journal() {
		return this.clientJournal;
	}

	public ApiClient client() {
		return this.apiClient;
	}

	public SystemProcess systemA() {
		return this.systemA;
	}

	public SystemProcess systemB() {
		return this.systemB;
	}

	/** Starts System A again, with the same ledger and address. */
	public void startSystemA() {
		launchSystemA();
		this.systemA.awaitLive();
	}

	public void startSystemB() {
		launchSystemB();
		this.systemB.awaitLive();
	}

	/** Starts System A again, without waiting until it is live. */
	public void launchSystemA() {
		this.systemA = launch(this.launcherA);
	}

	public void launchSystemB() {
		this.systemB = launch(this.launcherB);
	}

	public void awaitReady() {
		this.systemA.awaitReady();
		this.systemB.awaitReady();
	}

	/** Starts another System B on the same queues. */
	public SystemProcess startAnotherSystemB() {
		SystemProcess another = launch(configure(SystemLauncher.systemB(), this.spec.systemB()));
		another.awaitReady();
		return another;
	}

	/** Starts another System A, which shares the ledger if it is in PostgreSQL. */
	public SystemProcess startAnotherSystemA() {
		SystemProcess another = launch(configure(SystemLauncher.systemA(), this.spec.systemA()));
		another.awaitReady();
		return another;
	}

	/**
	 * Starts a System B without a web server, which starts faster, and does not wait.
	 */
	public SystemProcess launchWorker() {
		return launch(configure(SystemLauncher.systemB(), this.spec.systemB())
			.arguments("--spring.main.web-application-type=none"));
	}

	@Override
	public void close() {
		this.processes.forEach(SystemProcess::close);
		this.clientJournal.close();
		if (this.spec.ownsBroker()) {
			broker().close();
		}
	}

	private SystemLauncher configure(SystemLauncher launcher, Consumer<SystemLauncher> customizer) {
		launcher.environment(broker().environment(this.virtualHost))
			.jvmArguments("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
		customizer.accept(launcher);
		return launcher;
	}

	private SystemProcess launch(SystemLauncher launcher) {
		SystemProcess process = launcher.launch();
		this.processes.add(process);
		return process;
	}

	private static Path createEmptyFolder(String name) {
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
