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
 * System A and System B as processes of their own on a virtual host of their own. Their
 * ledger, their logs and the journal of their callers lie in {@code target/pairs} and
 * stay there until the next run.
 */
public final class SystemPair implements AutoCloseable {

	private final SystemPairSpec plan;

	private final String virtualHost;

	private final ClientJournal journal;

	private final ApiClient client;

	private final SystemLauncher launcherA;

	private final SystemLauncher launcherB;

	private final List<SystemProcess> started = new CopyOnWriteArrayList<>();

	private volatile SystemProcess systemA;

	private volatile SystemProcess systemB;

	private SystemPair(SystemPairSpec plan) {
		Path folder = emptyFolder(plan.name());
		this.plan = plan;
		this.virtualHost = plan.broker().newVirtualHost();
		this.journal = new ClientJournal(folder.resolve("journal.log"));
		this.launcherA = configure(SystemLauncher.systemA().runDirectory(folder), plan.systemA());
		this.launcherB = configure(SystemLauncher.systemB().runDirectory(folder), plan.systemB());
		this.systemA = launch(this.launcherA);
		this.systemB = launch(this.launcherB);
		this.client = new ApiClient((path) -> this.systemA.uri(path), this.journal);
	}

	static SystemPair start(SystemPairSpec plan) {
		SystemPair pair = new SystemPair(plan);
		pair.awaitReady();
		return pair;
	}

	/**
	 * Starts a pair that keeps its ledger in SQLite.
	 * @param name names its folder
	 * @param broker where it gets a virtual host
	 */
	public static SystemPair start(String name, TestBroker broker) {
		return SystemPairSpec.of(name, broker).start();
	}

	public TestBroker broker() {
		return this.plan.broker();
	}

	public String virtualHost() {
		return this.virtualHost;
	}

	public ClientJournal journal() {
		return this.journal;
	}

	public ApiClient client() {
		return this.client;
	}

	public SystemProcess systemA() {
		return this.systemA;
	}

	public SystemProcess systemB() {
		return this.systemB;
	}

	/** Starts System A with its ledger and its address again. */
	public void startSystemA() {
		launchSystemA();
		this.systemA.awaitLive();
	}

	public void startSystemB() {
		launchSystemB();
		this.systemB.awaitLive();
	}

	/** Starts System A again without waiting for it. */
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

	/** Starts one System B more, which shares the queues. */
	public SystemProcess startAnotherSystemB() {
		SystemProcess another = launch(configure(SystemLauncher.systemB(), this.plan.systemB()));
		another.awaitReady();
		return another;
	}

	/** Starts one System A more, which shares the ledger if that is a PostgreSQL. */
	public SystemProcess startAnotherSystemA() {
		SystemProcess another = launch(configure(SystemLauncher.systemA(), this.plan.systemA()));
		another.awaitReady();
		return another;
	}

	/**
	 * Starts a System B without a web server, which is there sooner, and does not wait.
	 */
	public SystemProcess launchWorker() {
		return launch(configure(SystemLauncher.systemB(), this.plan.systemB())
			.arguments("--spring.main.web-application-type=none"));
	}

	@Override
	public void close() {
		this.started.forEach(SystemProcess::close);
		this.journal.close();
		if (this.plan.ownsBroker()) {
			broker().close();
		}
	}

	private SystemLauncher configure(SystemLauncher launcher, Consumer<SystemLauncher> more) {
		launcher.environment(broker().environment(this.virtualHost))
			.jvmArguments("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
		more.accept(launcher);
		return launcher;
	}

	private SystemProcess launch(SystemLauncher launcher) {
		SystemProcess process = launcher.launch();
		this.started.add(process);
		return process;
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
