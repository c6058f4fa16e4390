package io.asyncreply.testsupport.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Lets a system start with half the work: its jar is unpacked once per build and the
 * classes of one start are archived for all others.
 *
 * @param jar the executable jar as it is built
 * @param folder where the unpacked jar and the archive lie
 */
record ClassArchive(Path jar, Path folder) {

	private static final Map<String, List<String>> ARGUMENTS = new ConcurrentHashMap<>();

	/** The arguments for {@code java} that run a system; prepared once for this JVM. */
	static List<String> launchArguments(String module) {
		return ARGUMENTS.computeIfAbsent(module, (name) -> of(name).launchArguments());
	}

	private static ClassArchive of(String module) {
		Path target = ProjectFolder.resolve(module + "/target");
		return new ClassArchive(target.resolve(module + "-0.1.0-SNAPSHOT-exec.jar"), target.resolve("quick-start"));
	}

	private List<String> launchArguments() {
		prepareIfStale();
		return List.of("-XX:SharedArchiveFile=" + archiveFile(), "-jar", extractedJar().toString());
	}

	/** Once for all JVMs of a build: the file is locked until the channel closes. */
	private void prepareIfStale() {
		Path lockFile = this.folder.resolveSibling("quick-start.lock");
		try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
			channel.lock();
			if (!isUpToDate()) {
				prepare();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** By content: every build gives its jars the same time. */
	private boolean isUpToDate() throws IOException {
		return Files.exists(jarCopy()) && Files.mismatch(this.jar, jarCopy()) == -1;
	}

	private void prepare() throws IOException {
		TemporaryFolder.delete(this.folder);
		runJava("-Djarmode=tools", "-jar", this.jar.toString(), "extract", "--destination", this.folder.toString());
		runJava("-XX:ArchiveClassesAtExit=" + archiveFile(), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
				"-Dspring.context.exit=onRefresh", "-jar", extractedJar().toString(), "--server.port=0",
				"--RUN_DIR=" + this.folder);
		Files.copy(this.jar, jarCopy());
	}

	private static void runJava(String... arguments) {
		List<String> command = new ArrayList<>(List.of(javaExecutable()));
		command.addAll(List.of(arguments));
		ChildProcess.run(command);
	}

	/** The java of this JVM. */
	static String javaExecutable() {
		return Path.of(System.getProperty("java.home"), "bin", "java").toString();
	}

	private Path extractedJar() {
		return this.folder.resolve(this.jar.getFileName());
	}

	private Path jarCopy() {
		return this.folder.resolve("unpacked.jar");
	}

	private Path archiveFile() {
		return this.folder.resolve("classes.jsa");
	}

}
