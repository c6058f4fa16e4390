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
 * Makes starts of a system twice as fast: unpacks its jar once per build, and creates an
 * archive of its loaded classes.
 *
 * @param jar the executable jar of the build
 * @param folder the folder of the unpacked jar and the class archive
 */
record ClassArchive(Path jar, Path folder) {

	private static final Map<String, List<String>> ARGUMENTS = new ConcurrentHashMap<>();

	/** Returns the arguments for {@code java} that start a system. */
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

	/** Prepares the archive once for all JVMs of a build; a lock file excludes others. */
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

	/** Compares the contents, because all builds give their jars the same time. */
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

	/** Returns the path of the {@code java} of this JVM. */
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
