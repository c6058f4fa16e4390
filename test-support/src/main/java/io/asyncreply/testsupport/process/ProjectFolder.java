package io.asyncreply.testsupport.process;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Knows where the repository lies, so that tests can start its scripts and jars.
 */
public final class ProjectFolder {

	private ProjectFolder() {
	}

	static Path root() {
		String property = System.getProperty("asyncreply.root");
		return (property != null) ? Path.of(property) : findAbove(Path.of("").toAbsolutePath());
	}

	public static Path resolve(String path) {
		Path resolved = root().resolve(path);
		if (!Files.exists(resolved)) {
			throw new IllegalStateException("Missing: " + resolved);
		}
		return resolved;
	}

	/** The folder that holds the script {@code run}, here or further up. */
	private static Path findAbove(Path folder) {
		for (Path candidate = folder; candidate != null; candidate = candidate.getParent()) {
			if (Files.isRegularFile(candidate.resolve("run"))) {
				return candidate;
			}
		}
		throw new IllegalStateException("No folder above " + folder + " holds the script run; set asyncreply.root");
	}

}
