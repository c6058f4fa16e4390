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
	static List<String> arguments(String module) {
		return ARGUMENTS.computeIfAbsent(module, (name) -> of(name).arguments());
	}

	private static ClassArchive of(String module) {
		Path target = ProjectFolder.resolve(module + "/target");
		return new ClassArchive(target.resolve(module + "-0.1.0-SNAPSHOT-exec.jar"), target.resolve("quick-start"));
	}

	private List<String> arguments() {
		prepareOnce();
		return List.of("-XX:SharedArchiveFile=" + archive(), "-jar", unpacked().toString());
	}

	/** Once for all JVMs of a build: the file is locked until the channel closes. */
	private void prepareOnce() {
		Path lock = this.folder.resolveSibling("quick-start.lock");
		try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
			channel.lock();
			if (!isFresh()) {
				prepare();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** By content: every build gives its jars the same time. */
	private boolean isFresh() throws IOException {
		return Files.exists(copy()) && Files.mismatch(this.jar, copy()) == -1;
	}

	private void prepare() throws IOException {
		TemporaryFolder.delete(this.folder);
		java("-Djarmode=tools", "-jar", this.jar.toString(), "extract", "--destination", this.folder.toString());
		java("-XX:ArchiveClassesAtExit=" + archive(), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
				"-Dspring.context.exit=onRefresh", "-jar", unpacked().toString(), "--server.port=0",
				"--RUN_DIR=" + this.folder);
		Files.copy(this.jar, copy());
	}

	private static void java(String... arguments) {
		List<String> command = new ArrayList<>(List.of(executable()));
		command.addAll(List.of(arguments));
		ChildProcess.run(command);
	}

	/** The java of this JVM. */
	static String executable() {
		return Path.of(System.getProperty("java.home"), "bin", "java").toString();
	}

	private Path unpacked() {
		return this.folder.resolve(this.jar.getFileName());
	}

	private Path copy() {
		return this.folder.resolve("unpacked.jar");
	}

	private Path archive() {
		return this.folder.resolve("classes.jsa");
	}

}
