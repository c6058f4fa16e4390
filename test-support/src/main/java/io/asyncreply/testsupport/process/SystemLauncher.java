package io.asyncreply.testsupport.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Launches System A or System B as a process, with the profile {@code demo}. Environment,
 * arguments, folder and port stay the same for each start.
 */
public final class SystemLauncher {

	private final String module;

	private final int port = FreePorts.next();

	private final Map<String, String> environment = new LinkedHashMap<>();

	private final List<String> jvmArguments = new ArrayList<>(List.of("-Xmx512m", "-XX:+ExitOnOutOfMemoryError"));

	private final List<String> arguments = new ArrayList<>();

	private SystemLauncher(String module) {
		this.module = module;
		String variable = module.replace('-', '_').toUpperCase(Locale.ROOT);
		this.environment.put(variable + "_PORT", "" + this.port);
		this.environment.put("SPRING_PROFILES_ACTIVE", "demo");
		runDirectory(TemporaryFolder.create(module));
		if (Runtime.version().feature() >= 22) {
			this.jvmArguments.add("--enable-native-access=ALL-UNNAMED");
		}
	}

	public static SystemLauncher systemA() {
		return new SystemLauncher("system-a");
	}

	public static SystemLauncher systemB() {
		return new SystemLauncher("system-b");
	}

	public SystemLauncher environment(Map<String, String> variables) {
		this.environment.putAll(variables);
		return this;
	}

	public SystemLauncher environment(String name, String value) {
		this.environment.put(name, value);
		return this;
	}

	public SystemLauncher arguments(String... arguments) {
		this.arguments.addAll(List.of(arguments));
		return this;
	}

	public SystemLauncher jvmArguments(String... arguments) {
		this.jvmArguments.addAll(List.of(arguments));
		return this;
	}

	/**
	 * Sets the folder of the ledger and of the log; the default is a temporary folder.
	 */
	public SystemLauncher runDirectory(Path folder) {
		return environment("RUN_DIR", folder.toString());
	}

	public Path runDirectory() {
		return Path.of(this.environment.getOrDefault("RUN_DIR", "."));
	}

	public int port() {
		return this.port;
	}

	/** Starts the system and waits until it is live. */
	public SystemProcess start() {
		SystemProcess system = launch();
		system.awaitLive();
		return system;
	}

	/** Starts the system without waiting until it is live. */
	public SystemProcess launch() {
		Path log = runDirectory().resolve(this.module + "-output.log");
		return new SystemProcess(ChildProcess.start(command(), this.environment, log), this.port, log);
	}

	private List<String> command() {
		List<String> command = new ArrayList<>();
		command.add(ClassArchive.javaExecutable());
		command.addAll(this.jvmArguments);
		command.addAll(ClassArchive.launchArguments(this.module));
		command.addAll(this.arguments);
		return command;
	}

}
